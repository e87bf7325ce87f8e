// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.Star;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The names that an expression over a relation may use.
///
/// @param columns in the order of the relation's output, hidden ones last
/// @param frames for every DataFrame below, by the number its client gave it, the columns it has
record Scope(List<Column> columns, Map<Long, List<Frame>> frames) {
    static final Scope EMPTY = new Scope(List.of(), Map.of());

    /// Begins the qualifiers of columns that a table has besides those it shows: nobody can write
    /// it.
    private static final String METADATA = "";

    Scope {
        columns = List.copyOf(columns);
        frames = Map.copyOf(frames);
    }

    /// A column under a qualifier (the name of a table or alias; empty if it has none).
    ///
    /// @param isHidden true for a column that can be named with its qualifier but is not shown: the
    /// other side's key after JOIN … USING
    record Column(Attribute attribute, List<String> qualifier, boolean isHidden) {
        List<String> path() {
            List<String> path = new ArrayList<>(written());
            path.add(attribute.name());
            return path;
        }

        /// True for a column that a table has besides those it shows. It can be named without a
        /// qualifier if nothing else has the name.
        boolean isMetadata() {
            return !qualifier.isEmpty() && qualifier.getFirst().equals(METADATA);
        }

        /// The qualifier as a user writes it.
        List<String> written() {
            return isMetadata() ? qualifier.subList(1, qualifier.size()) : qualifier;
        }
    }

    /// The columns of a DataFrame.
    ///
    /// @param depth how many relations lie between it and this scope
    record Frame(int depth, List<Column> columns) {}

    static Scope of(List<Attribute> attributes) {
        return new Scope(
                attributes.stream().map(a -> new Column(a, List.of(), false)).toList(), Map.of());
    }

    /// This scope with columns that are only there for who names them.
    Scope withMetadata(List<Attribute> hidden) {
        if (hidden.isEmpty()) {
            return this;
        }
        List<Column> all = new ArrayList<>(columns);
        hidden.forEach(attribute -> all.add(new Column(attribute, List.of(METADATA), true)));
        return new Scope(all, frames);
    }

    /// The columns that the tables below have besides those they show.
    List<Column> metadata() {
        return columns.stream().filter(Column::isMetadata).toList();
    }

    Scope withoutMetadata() {
        return new Scope(columns.stream().filter(c -> !c.isMetadata()).toList(), frames);
    }

    /// The columns that are shown.
    List<Attribute> output() {
        return columns.stream().filter(c -> !c.isHidden()).map(Column::attribute).toList();
    }

    /// The scope of a relation over this one with other columns.
    Scope over(List<Column> columns) {
        Map<Long, List<Frame>> deeper = new HashMap<>();
        frames.forEach(
                (id, list) ->
                        deeper.put(
                                id,
                                list.stream()
                                        .map(f -> new Frame(f.depth() + 1, f.columns()))
                                        .toList()));
        return new Scope(columns, deeper);
    }

    Scope over() {
        return over(columns);
    }

    /// This scope as that of the DataFrame with the number.
    Scope tagged(long planId) {
        Map<Long, List<Frame>> all = new HashMap<>(frames);
        all.put(planId, List.of(new Frame(0, columns)));
        return new Scope(columns, all);
    }

    Scope withoutFrames() {
        return new Scope(columns, Map.of());
    }

    /// Both sides of a join.
    Scope and(Scope right) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(right.columns);
        Map<Long, List<Frame>> both = new HashMap<>(frames);
        right.frames.forEach(
                (id, list) ->
                        both.merge(
                                id,
                                list,
                                (a, b) -> {
                                    List<Frame> merged = new ArrayList<>(a);
                                    merged.addAll(b);
                                    return merged;
                                }));
        return new Scope(all, both);
    }

    Scope qualified(String name) {
        return qualified(List.of(name));
    }

    Scope unqualified() {
        return qualified(List.of());
    }

    /// The same columns under another name.
    Scope qualified(List<String> qualifier) {
        List<String> ofMetadata = new ArrayList<>(List.of(METADATA));
        ofMetadata.addAll(qualifier);
        List<Column> renamed = new ArrayList<>();
        for (Column column : columns) {
            if (column.isMetadata()) {
                renamed.add(new Column(column.attribute(), ofMetadata, true));
            } else if (!column.isHidden()) {
                renamed.add(new Column(column.attribute(), qualifier, false));
            }
        }
        return new Scope(renamed, frames);
    }

    List<List<String>> paths() {
        return columns.stream().filter(c -> !c.isHidden()).map(Column::path).toList();
    }

    /// The column or nested field of this name, null if there is none.
    @Nullable Resolved find(Name name, AnalysisContext context) {
        if (name.isMetadata()) {
            return findMetadata(name, context);
        }
        Long planId = name.planId();
        if (planId == null) {
            return find(columns, name, context, false);
        }
        List<Frame> candidates = frames.get(planId);
        if (candidates == null) {
            throw NameErrors.unresolvedFrameColumn(name.parts(), name.origin());
        }
        Set<Long> visible = new HashSet<>();
        columns.forEach(c -> visible.add(c.attribute().id()));
        Resolved nearest = null;
        int nearestDepth = -1;
        List<Frame> sorted = new ArrayList<>(candidates);
        sorted.sort((a, b) -> Integer.compare(a.depth(), b.depth()));
        for (Frame frame : sorted) {
            Resolved match = find(frame.columns(), name, context, true);
            if (match == null || !Expressions.references(match.expression(), visible)) {
                continue;
            }
            if (nearest == null) {
                nearest = match;
                nearestDepth = frame.depth();
            } else if (nearestDepth != 0 || frame.depth() == 0) {
                throw NameErrors.ambiguousFrameColumn(name.parts(), name.origin());
            }
        }
        return nearest == null ? null : nearest.with(current(nearest.expression()));
    }

    /// The columns may be nullable, or named otherwise, here where they were not in the frame.
    private Expression current(Expression expression) {
        return expression.transformUp(
                e -> {
                    if (e instanceof Attribute attribute) {
                        for (Column column : columns) {
                            if (column.attribute().id() == attribute.id()) {
                                return column.attribute().withName(attribute.name());
                            }
                        }
                    }
                    return e;
                });
    }

    private static @Nullable Resolved find(
            List<Column> columns, Name name, AnalysisContext context, boolean isQuiet) {
        List<String> parts = name.parts();
        List<Column> matches = List.of();
        int used = 0;
        for (int qualifiers = Math.min(parts.size() - 1, 3); qualifiers >= 0; qualifiers--) {
            matches = matching(columns, parts, qualifiers, context);
            if (!matches.isEmpty()) {
                used = qualifiers + 1;
                break;
            }
        }
        if (matches.isEmpty()) {
            matches = ofMetadata(columns, parts.getFirst(), context);
            used = 1;
        }
        if (matches.isEmpty()) {
            return null;
        }
        if (matches.size() > 1) {
            if (isQuiet) {
                return null;
            }
            throw NameErrors.ambiguous(
                    parts, matches.stream().map(Column::path).toList(), name.origin());
        }
        Attribute attribute = matches.getFirst().attribute().withName(parts.get(used - 1));
        Resolved value = Resolved.of(attribute);
        for (String field : parts.subList(used, parts.size())) {
            value = Extraction.field(value, field, context, name.origin());
        }
        return value;
    }

    private static List<Column> ofMetadata(
            List<Column> columns, String name, AnalysisContext context) {
        return columns.stream()
                .filter(c -> c.isMetadata() && context.sameName(c.attribute().name(), name))
                .toList();
    }

    /// A column that a table has besides those it shows, also if one that it shows has its name:
    /// then its own has underscores in front.
    private @Nullable Resolved findMetadata(Name name, AnalysisContext context) {
        List<Column> candidates = columns;
        Long planId = name.planId();
        if (planId != null) {
            candidates =
                    frames.getOrDefault(planId, List.of()).stream()
                            .flatMap(frame -> frame.columns().stream())
                            .toList();
        }
        for (Column column : candidates) {
            String own = column.attribute().name();
            if (column.isMetadata()
                    && context.sameName(own.replaceFirst("^_+", "_"), name.parts().getFirst())) {
                Resolved value = Resolved.of(column.attribute());
                for (String field : name.parts().subList(1, name.parts().size())) {
                    value = Extraction.field(value, field, context, name.origin());
                }
                return value;
            }
        }
        return null;
    }

    private static List<Column> matching(
            List<Column> columns, List<String> parts, int qualifiers, AnalysisContext context) {
        Map<Long, Column> found = new HashMap<>();
        List<Column> matches = new ArrayList<>();
        for (Column column : columns) {
            boolean matchesQualifier =
                    qualifiers == 0
                            ? !column.isHidden()
                            : endsWith(column.qualifier(), parts.subList(0, qualifiers), context);
            if (matchesQualifier
                    && context.sameName(column.attribute().name(), parts.get(qualifiers))
                    && found.put(column.attribute().id(), column) == null) {
                matches.add(column);
            }
        }
        return matches;
    }

    private static boolean endsWith(
            List<String> qualifier, List<String> suffix, AnalysisContext context) {
        int offset = qualifier.size() - suffix.size();
        if (offset < 0) {
            return false;
        }
        for (int i = 0; i < suffix.size(); i++) {
            if (!context.sameName(qualifier.get(offset + i), suffix.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The columns of `*`, `t.*` or `struct.*`, but for those excepted.
    List<Resolved> expand(Star star, AnalysisContext context) {
        List<Resolved> all = expandAll(star, context);
        if (star.except().isEmpty()) {
            return all;
        }
        List<Resolved> kept = new ArrayList<>(all);
        for (List<String> name : star.except()) {
            Resolved excepted = find(new Name(name, null, false, star.origin()), context);
            if (excepted == null) {
                throw NameErrors.unresolvedColumn(name, paths(), star.origin());
            }
            if (!(excepted.expression() instanceof Attribute attribute)) {
                throw MillraceException.unsupported("* EXCEPT of a field of a struct");
            }
            kept.removeIf(
                    column ->
                            column.expression() instanceof Attribute each
                                    && each.id() == attribute.id());
        }
        return kept;
    }

    private List<Resolved> expandAll(Star star, AnalysisContext context) {
        Long planId = star.planId();
        if (planId != null) {
            return expandFrame(planId, star);
        }
        List<String> target = star.target();
        if (target.isEmpty()) {
            return output().stream().map(Resolved::of).toList();
        }
        List<Resolved> matches = new ArrayList<>();
        // As Spark does: keys that JOIN … USING hides come first.
        for (boolean hidden : new boolean[] {true, false}) {
            for (Column column : columns) {
                if (column.isHidden() == hidden
                        && !column.isMetadata()
                        && !column.qualifier().isEmpty()
                        && endsWith(column.qualifier(), target, context)) {
                    matches.add(Resolved.of(column.attribute()));
                }
            }
        }
        if (!matches.isEmpty()) {
            return matches;
        }
        Resolved struct = find(new Name(target, null, false, star.origin()), context);
        if (struct != null && struct.expression().type() instanceof DataType.Struct type) {
            return fields(struct, type, context, star.origin());
        }
        throw NameErrors.unresolvedStar(target, paths(), star.origin());
    }

    private List<Resolved> expandFrame(long planId, Star star) {
        List<Frame> candidates = frames.get(planId);
        if (candidates == null || candidates.size() != 1) {
            throw NameErrors.unresolvedFrameColumn(List.of("*"), star.origin());
        }
        Set<Long> visible = new HashSet<>();
        columns.forEach(c -> visible.add(c.attribute().id()));
        return candidates.getFirst().columns().stream()
                .filter(c -> !c.isHidden() && visible.contains(c.attribute().id()))
                .map(c -> Resolved.of((Attribute) current(c.attribute())))
                .toList();
    }

    private static List<Resolved> fields(
            Resolved struct,
            DataType.Struct type,
            AnalysisContext context,
            @Nullable Origin origin) {
        List<Resolved> fields = new ArrayList<>();
        for (StructField field : type.fields()) {
            fields.add(Extraction.field(struct, field.name(), context, origin));
        }
        return fields;
    }

    /// The columns whose whole names match the expression, ignoring case as names do.
    List<Resolved> matching(String pattern, AnalysisContext context) {
        Pattern compiled =
                Pattern.compile(
                        pattern, context.settings().caseSensitive() ? 0 : Pattern.CASE_INSENSITIVE);
        return output().stream()
                .filter(a -> compiled.matcher(a.name()).matches())
                .map(Resolved::of)
                .toList();
    }
}
