// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import static java.util.Objects.requireNonNull;

import dev.millrace.tests.oracle.random.Field.Type;

import java.util.ArrayList;
import java.util.List;

/// Adds random steps to a pipeline and keeps track of the columns.
final class PipelineBuilder {
    private final Choice choice;
    private final Expressions expressions;
    private final Source source;
    private final List<Step> steps = new ArrayList<>();
    private Shape shape;
    private int names;

    PipelineBuilder(Choice choice, Source source) {
        this.choice = choice;
        this.expressions = new Expressions(choice);
        this.source = source;
        this.shape = new Shape(source.fields(), null, true);
    }

    Pipeline pipeline() {
        return new Pipeline(source, steps);
    }

    Shape shape() {
        return shape;
    }

    private String name() {
        return "x" + names++;
    }

    /// Up to `most` filters, projections and joins with tables.
    void plainSteps(int most) {
        int count = choice.below(most + 1);
        for (int i = 0; i < count; i++) {
            switch (choice.below(5)) {
                case 0, 1 -> steps.add(new Step.Filter(expressions.condition(shape)));
                case 2, 3 -> select();
                default -> lookup();
            }
        }
    }

    private void select() {
        List<Field> kept =
                shape.fields().stream()
                        .filter(
                                field ->
                                        field.type() == Type.TIME
                                                || field.name().equals("k")
                                                || choice.chance(85))
                        .toList();
        List<String> all = new ArrayList<>(kept.stream().map(Field::name).toList());
        shape = shape.with(kept);
        Field old = choice.of(shape.fields());
        String name = name();
        all.add(expressions.value(old) + " AS " + name);
        steps.add(new Step.Select(all));
        shape = shape.with(new Field(name, old.type()));
    }

    private void lookup() {
        List<Field> texts = shape.of(Type.TEXT);
        if (texts.isEmpty() || shape.names().contains("dk")) {
            return;
        }
        boolean unique = choice.chance(70);
        String type = choice.of("inner", "left_outer", "left_semi", "left_anti", "inner");
        String table = expressions.table(unique);
        steps.add(new Step.Lookup(table, choice.of(texts).name() + " = dk", type));
        if (type.equals("inner") || type.equals("left_outer")) {
            shape = shape.with(new Field("dk", Type.TEXT)).with(new Field("dn", Type.INT));
            shape = unique ? shape : shape.unordered();
        }
    }

    void watermark() {
        List<Field> times = shape.of(Type.TIME);
        if (!times.isEmpty()) {
            String time = times.getFirst().name();
            steps.add(new Step.Watermark(time, expressions.delay()));
            shape = shape.timedBy(time);
        }
    }

    void distinct() {
        List<String> plain = new ArrayList<>(shape.names());
        if (!shape.ordered() || choice.chance(30)) {
            plain = new ArrayList<>(choice.some(plain, 1));
            String time = shape.time();
            if (time != null && !plain.contains(time) && choice.chance(60)) {
                plain.add(time);
            }
            if (!shape.ordered()) {
                keep(plain);
            }
        }
        boolean within = shape.time() != null && choice.chance(35);
        String time = shape.time();
        if (within && !shape.ordered() && time != null && !plain.contains(time)) {
            within = false;
        }
        List<String> keys = shape.ordered() ? choice.some(plain, 1) : plain;
        if (time != null && !within && !keys.contains(time) && choice.chance(60)) {
            keys = new ArrayList<>(keys);
            keys.add(time);
        }
        steps.add(new Step.Distinct(keys, within));
        shape = shape.unordered();
    }

    private void keep(List<String> names) {
        steps.add(new Step.Select(names));
        shape =
                shape.with(
                        shape.fields().stream()
                                .filter(field -> names.contains(field.name()))
                                .toList());
    }

    /// @param windowed whether one of the keys is a window or the event time
    void aggregate(boolean windowed) {
        List<String> keys = new ArrayList<>();
        List<Field> after = new ArrayList<>();
        String time = shape.time();
        String newTime = null;
        if (windowed && (time != null || !shape.of(Type.TIME).isEmpty())) {
            String by = time != null ? time : shape.of(Type.TIME).getFirst().name();
            boolean plain = choice.chance(12) && shape.of(Type.WINDOW).isEmpty();
            String window = name();
            keys.add(plain ? by : expressions.window(by) + " AS " + window);
            newTime = plain ? by : window;
            after.add(new Field(newTime, plain ? Type.TIME : Type.WINDOW));
        }
        for (Field field : choice.some(shape.plain(), 0)) {
            if (after.size() < 3 && choice.chance(60) && field.type() != Type.TIME) {
                keys.add(field.name());
                after.add(field);
            }
        }
        List<String> values = new ArrayList<>();
        int count = choice.between(1, 3);
        for (int i = 0; i < count; i++) {
            Field value = expressions.aggregate(shape);
            String name = name();
            values.add(value.name() + " AS " + name);
            after.add(new Field(name, value.type()));
        }
        steps.add(new Step.Aggregate(keys, values));
        shape = new Shape(after, time == null ? null : newTime, false);
    }

    /// Windows over the windows of an aggregation.
    void aggregateAgain() {
        String window = requireNonNull(shape.time());
        if (!shape.of(Type.WINDOW).isEmpty() && choice.chance(50)) {
            List<String> all = new ArrayList<>(List.of("window_time(" + window + ") AS wt"));
            List<Field> rest = shape.plain();
            all.addAll(rest.stream().map(Field::name).toList());
            steps.add(new Step.Select(all));
            List<Field> fields = new ArrayList<>(List.of(new Field("wt", Type.TIME)));
            fields.addAll(rest);
            shape = new Shape(fields, "wt", false);
        }
        aggregate(true);
    }

    void limit() {
        steps.add(new Step.Limit(choice.between(1, 8)));
    }

    void union(Pipeline other) {
        steps.add(new Step.Union(other));
        shape = shape.unordered();
    }

    void having() {
        if (!shape.plain().isEmpty() && choice.chance(20)) {
            steps.add(new Step.Filter(expressions.condition(shape)));
        }
    }

    void sort() {
        steps.add(new Step.Sort(shape.names()));
    }

    /// Prepends `r` to all names, for the right side of a join.
    void rename() {
        steps.add(
                new Step.Select(
                        shape.names().stream().map(name -> name + " AS r" + name).toList()));
        shape =
                new Shape(
                        shape.fields().stream()
                                .map(field -> new Field("r" + field.name(), field.type()))
                                .toList(),
                        shape.time() == null ? null : "r" + shape.time(),
                        shape.ordered());
    }

    /// A join in a range of time with another stream, whose columns have other names.
    void join(PipelineBuilder other) {
        join(other, range(other), joinType());
    }

    private String range(PipelineBuilder other) {
        String left = shape.time() != null ? shape.time() : shape.of(Type.TIME).getFirst().name();
        Shape others = other.shape();
        String right =
                others.time() != null ? others.time() : others.of(Type.TIME).getFirst().name();
        String condition = "k = rk";
        condition +=
                choice.of(
                        "",
                        " AND " + left + " = " + right,
                        " AND %s BETWEEN %s AND %s + INTERVAL 20 MINUTES"
                                .formatted(right, left, left),
                        " AND %s >= %s - INTERVAL 5 MINUTES AND %s <= %s + INTERVAL 1 HOUR"
                                .formatted(right, left, right, left),
                        " AND %s > %s AND %s < %s + INTERVAL 30 MINUTES"
                                .formatted(left, right, left, right));
        if (choice.chance(20)) {
            Field mine = choice.of(shape.plain());
            condition += " AND " + mine.name() + choice.of(" IS NOT NULL", " = r" + mine.name());
        }
        return condition;
    }

    private String joinType() {
        String type =
                choice.of("inner", "inner", "left_outer", "right_outer", "full_outer", "left_semi");
        if (type.equals("left_semi") && pipeline().sources().size() > 1) {
            // Spark's optimizer joins each part of a union on its own: other operators, same rows.
            type = "inner";
        }
        return type;
    }

    /// A join of the given type.
    void join(PipelineBuilder other, String type) {
        join(other, range(other), type);
    }

    private void join(PipelineBuilder other, String condition, String type) {
        steps.add(new Step.Join(other.pipeline(), condition, type));
        List<Field> all = new ArrayList<>(shape.fields());
        if (!type.equals("left_semi")) {
            all.addAll(other.shape().fields());
        }
        shape = new Shape(all, shape.time(), false);
    }
}
