// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// What a query means: every name resolved, every expression typed. Rules rewrite it; none mutates
/// it. Every attribute that a node uses is in the output of its inputs.
public sealed interface LogicalPlan {
    /// The columns of its rows, in order.
    List<Attribute> output();

    List<LogicalPlan> children();

    /// The same node over other children, as many as before.
    LogicalPlan withChildren(List<LogicalPlan> children);

    /// True if the rows come, wholly or partly, from a stream.
    default boolean isStreaming() {
        return children().stream().anyMatch(LogicalPlan::isStreaming);
    }

    default DataType.Struct schema() {
        return new DataType.Struct(output().stream().map(Attribute::toField).toList());
    }

    /// Rewrites bottom-up: children first, then the node itself. Returns the same object if nothing
    /// changed.
    default LogicalPlan transformUp(UnaryOperator<LogicalPlan> rule) {
        List<LogicalPlan> before = children();
        List<LogicalPlan> after = before.stream().map(c -> c.transformUp(rule)).toList();
        boolean same = true;
        for (int i = 0; i < before.size(); i++) {
            same &= before.get(i) == after.get(i);
        }
        return rule.apply(same ? this : withChildren(after));
    }

    /// Rewrites top-down: the node itself first, then the children of the result.
    default LogicalPlan transformDown(UnaryOperator<LogicalPlan> rule) {
        LogicalPlan changed = rule.apply(this);
        List<LogicalPlan> before = changed.children();
        List<LogicalPlan> after = before.stream().map(c -> c.transformDown(rule)).toList();
        boolean same = true;
        for (int i = 0; i < before.size(); i++) {
            same &= before.get(i) == after.get(i);
        }
        return same ? changed : changed.withChildren(after);
    }

    /// A node without inputs.
    sealed interface Leaf extends LogicalPlan {
        @Override
        default List<LogicalPlan> children() {
            return List.of();
        }

        @Override
        default LogicalPlan withChildren(List<LogicalPlan> children) {
            return this;
        }
    }

    /// A node with one input.
    sealed interface Unary extends LogicalPlan {
        LogicalPlan input();

        LogicalPlan withInput(LogicalPlan input);

        @Override
        default List<LogicalPlan> children() {
            return List.of(input());
        }

        @Override
        default LogicalPlan withChildren(List<LogicalPlan> children) {
            return withInput(children.getFirst());
        }
    }

    /// Rows made by user code over objects.
    sealed interface OverObjects extends LogicalPlan permits TypedPlan {}

    /// Rows of a table. `output` names the columns to read, a subset of the table's, by
    /// `Attribute.name`.
    record TableScan(Table table, List<Attribute> output, List<ColumnPredicate> predicates)
            implements Leaf {
        public TableScan {
            output = List.copyOf(output);
            predicates = List.copyOf(predicates);
        }

        @Override
        public String toString() {
            return "TableScan "
                    + table.description()
                    + " "
                    + output
                    + (predicates.isEmpty() ? "" : " " + predicates);
        }
    }

    /// New rows of a stream. The same source used at two places of one query (a DataFrame unioned
    /// with itself) has one `sourceKey`: the analyser gives equal keys to equal relation objects.
    record StreamScan(
            StreamDefinition definition,
            long sourceKey,
            List<Attribute> output,
            List<ColumnPredicate> predicates)
            implements Leaf {
        public StreamScan {
            output = List.copyOf(output);
            predicates = List.copyOf(predicates);
        }

        @Override
        public boolean isStreaming() {
            return true;
        }

        @Override
        public String toString() {
            return "StreamScan " + definition.description() + " " + output;
        }
    }

    /// Rows that are already there.
    record LocalScan(List<ColumnBatch> batches, List<Attribute> output) implements Leaf {
        public LocalScan {
            batches = List.copyOf(batches);
            output = List.copyOf(output);
        }

        @Override
        public String toString() {
            return "LocalScan " + output;
        }
    }

    /// `start`, `start + step`, … before `end`.
    record RangeScan(long start, long end, long step, Attribute id) implements Leaf {
        @Override
        public List<Attribute> output() {
            return List.of(id);
        }

        @Override
        public String toString() {
            return "Range (" + start + ", " + end + ", step=" + step + ")";
        }
    }

    record Project(LogicalPlan input, List<NamedExpression> expressions) implements Unary {
        public Project {
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<Attribute> output() {
            return expressions.stream().map(NamedExpression::output).toList();
        }

        @Override
        public Project withInput(LogicalPlan input) {
            return new Project(input, expressions);
        }

        @Override
        public String toString() {
            return "Project " + expressions;
        }
    }

    record Filter(LogicalPlan input, Expression condition) implements Unary {
        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Filter withInput(LogicalPlan input) {
            return new Filter(input, condition);
        }

        @Override
        public String toString() {
            return "Filter " + condition;
        }
    }

    /// One row per group: the keys, then the aggregates. Without keys exactly one row. Over a
    /// stream it keeps state.
    ///
    /// Groups whose keys differ in a session window only (marked with `SESSION_METADATA`) and whose
    /// windows overlap or touch are one group, with the window that covers them all.
    record Aggregate(LogicalPlan input, List<NamedExpression> keys, List<NamedAggregate> aggregates)
            implements Unary {
        /// Key in the metadata of columns that are session windows.
        public static final String SESSION_METADATA = "spark.sessionWindow";

        public Aggregate {
            keys = List.copyOf(keys);
            aggregates = List.copyOf(aggregates);
        }

        @Override
        public List<Attribute> output() {
            List<Attribute> output = new java.util.ArrayList<>();
            keys.forEach(k -> output.add(k.output()));
            aggregates.forEach(a -> output.add(a.output()));
            return output;
        }

        /// The place of the session window among the keys, -1 if there is none.
        public int sessionKey() {
            for (int i = 0; i < keys.size(); i++) {
                if (ColumnMetadata.has(keys.get(i).output().metadata(), SESSION_METADATA)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public Aggregate withInput(LogicalPlan input) {
            return new Aggregate(input, keys, aggregates);
        }

        @Override
        public String toString() {
            return "Aggregate " + keys + " " + aggregates;
        }
    }

    /// Adds the results of window functions that share one partitioning and order.
    record Window(
            LogicalPlan input,
            List<Column> functions,
            List<Expression> partitionBy,
            List<SortOrder> orderBy)
            implements Unary {
        public Window {
            functions = List.copyOf(functions);
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }

        public record Column(Attribute output, WindowFunction function) {}

        @Override
        public List<Attribute> output() {
            List<Attribute> output = new java.util.ArrayList<>(input.output());
            functions.forEach(f -> output.add(f.output()));
            return output;
        }

        @Override
        public Window withInput(LogicalPlan input) {
            return new Window(input, functions, partitionBy, orderBy);
        }

        @Override
        public String toString() {
            return "Window " + functions + " partition by " + partitionBy + " order by " + orderBy;
        }
    }

    /// Several rows for each row: `explode`, `posexplode`, `inline`, `stack`, … and their outer
    /// forms, which keep a row that generates none.
    ///
    /// @param kept the input columns that stay, before the generated ones
    record Generate(
            LogicalPlan input,
            String function,
            List<Expression> arguments,
            boolean isOuter,
            List<Attribute> kept,
            List<Attribute> generated)
            implements Unary {
        public Generate {
            arguments = List.copyOf(arguments);
            kept = List.copyOf(kept);
            generated = List.copyOf(generated);
        }

        @Override
        public List<Attribute> output() {
            List<Attribute> output = new java.util.ArrayList<>(kept);
            output.addAll(generated);
            return output;
        }

        @Override
        public Generate withInput(LogicalPlan input) {
            return new Generate(input, function, arguments, isOuter, kept, generated);
        }

        @Override
        public String toString() {
            return "Generate " + function + arguments + (isOuter ? " outer" : "");
        }
    }

    /// @param condition null for all pairs
    /// @param output left columns, then (not for semi and anti) right columns; nullable where the
    /// type of the join can add NULLs
    record Join(
            LogicalPlan left,
            LogicalPlan right,
            Relation.JoinType type,
            @Nullable Expression condition,
            List<Attribute> output)
            implements LogicalPlan {
        public Join {
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(left, right);
        }

        @Override
        public Join withChildren(List<LogicalPlan> children) {
            return new Join(children.get(0), children.get(1), type, condition, output);
        }

        @Override
        public String toString() {
            return "Join " + type + (condition == null ? "" : " " + condition);
        }
    }

    /// All rows of all inputs, columns matched by position (types are already equal).
    record Union(List<LogicalPlan> inputs, List<Attribute> output) implements LogicalPlan {
        public Union {
            inputs = List.copyOf(inputs);
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return inputs;
        }

        @Override
        public Union withChildren(List<LogicalPlan> children) {
            return new Union(children, output);
        }

        @Override
        public String toString() {
            return "Union";
        }
    }

    /// `WITH RECURSIVE`: the rows of the anchor, then again and again those that the step makes of
    /// the rows of the round before, until a round has none.
    ///
    /// @param id by which the step's `RecursionRows` names it
    /// @param maxRounds more of them are an error, -1 for any number
    /// @param maxRows more of them are an error, -1 for any number
    record Recursion(
            LogicalPlan anchor,
            LogicalPlan step,
            long id,
            int maxRounds,
            int maxRows,
            List<Attribute> output)
            implements LogicalPlan {
        public Recursion {
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(anchor, step);
        }

        @Override
        public Recursion withChildren(List<LogicalPlan> children) {
            return new Recursion(children.get(0), children.get(1), id, maxRounds, maxRows, output);
        }

        /// The same for one who wants only some of the rows, or really all of them.
        public Recursion withoutRowLimit() {
            return new Recursion(anchor, step, id, maxRounds, -1, output);
        }

        @Override
        public String toString() {
            return "Recursion " + id;
        }
    }

    /// The rows of the round before, in the step of a recursion.
    record RecursionRows(long id, List<Attribute> output) implements Leaf {
        public RecursionRows {
            output = List.copyOf(output);
        }

        @Override
        public String toString() {
            return "RecursionRows " + id;
        }
    }

    record Sort(LogicalPlan input, List<SortOrder> keys) implements Unary {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Sort withInput(LogicalPlan input) {
            return new Sort(input, keys);
        }

        @Override
        public String toString() {
            return "Sort " + keys;
        }
    }

    /// Skips `offset` rows, then passes at most `count`; `count` is `Long.MAX_VALUE` for an offset
    /// alone.
    record Limit(LogicalPlan input, long offset, long count) implements Unary {
        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Limit withInput(LogicalPlan input) {
            return new Limit(input, offset, count);
        }

        @Override
        public String toString() {
            return "Limit " + count + (offset == 0 ? "" : " offset " + offset);
        }
    }

    /// The last `count` rows.
    record Tail(LogicalPlan input, long count) implements Unary {
        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Tail withInput(LogicalPlan input) {
            return new Tail(input, count);
        }

        @Override
        public String toString() {
            return "Tail " + count;
        }
    }

    /// One row (the first met) for each value of the keys. Over a stream it keeps state. In batch
    /// plans the optimizer turns it into an `Aggregate`.
    record Deduplicate(LogicalPlan input, List<Attribute> keys, boolean withinWatermark)
            implements Unary {
        public Deduplicate {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Deduplicate withInput(LogicalPlan input) {
            return new Deduplicate(input, keys, withinWatermark);
        }

        @Override
        public String toString() {
            return "Deduplicate " + keys;
        }
    }

    /// Declares the event time of a stream and how late rows may come. Passes rows through and
    /// watches their times. In a batch plan it means nothing.
    ///
    /// @param eventTime a column of the input of type timestamp, or a struct with an `end` of that
    /// type (a window)
    record Watermark(LogicalPlan input, Attribute eventTime, long delayMicros) implements Unary {
        /// Key in a column's metadata JSON that carries the delay in milliseconds through the plan,
        /// as Spark does.
        public static final String DELAY_METADATA = "spark.watermarkDelayMs";

        /// The columns of the input; the event time carries the delay in its metadata.
        @Override
        public List<Attribute> output() {
            return input.output().stream()
                    .map(a -> a.id() == eventTime.id() ? marked(a) : a)
                    .toList();
        }

        private Attribute marked(Attribute column) {
            String delay = Long.toString(delayMicros / 1000);
            return column.withMetadata(
                    ColumnMetadata.with(column.metadata(), DELAY_METADATA, delay));
        }

        @Override
        public Watermark withInput(LogicalPlan input) {
            return new Watermark(input, eventTime, delayMicros);
        }

        @Override
        public String toString() {
            return "Watermark " + eventTime + " delay " + delayMicros / 1000 + " ms";
        }
    }

    /// Computes aggregates over all rows that pass, for `observe`.
    record Observe(LogicalPlan input, String name, List<NamedAggregate> aggregates, long planId)
            implements Unary {
        public Observe {
            aggregates = List.copyOf(aggregates);
        }

        @Override
        public List<Attribute> output() {
            return input.output();
        }

        @Override
        public Observe withInput(LogicalPlan input) {
            return new Observe(input, name, aggregates, planId);
        }

        @Override
        public String toString() {
            return "Observe " + name + " " + aggregates;
        }
    }
}
