// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.function.Padding;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.TextLimit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Relations without inputs.
final class Sources {
    private final AnalysisContext context;
    /// By the numbers that the client gave to the relations.
    private final Map<Long, Long> sourceKeys = new HashMap<>();

    private long nextSourceKey;

    Sources(AnalysisContext context) {
        this.context = context;
    }

    private List<Attribute> columns(DataType.Struct schema) {
        return schema.fields().stream().map(context::attribute).toList();
    }

    private static Analyzed analyzed(LogicalPlan plan) {
        return new Analyzed(plan, Scope.of(plan.output()));
    }

    /// A stream that stands at several places of a query is one source if it is one object of the
    /// client's program, that is if it has one number, as in Spark.
    ///
    /// @param planId the number that the client gave to the relation, null for none
    Analyzed read(Relation.Read read, @Nullable Long planId) {
        if (!read.isStreaming()) {
            Table table = context.catalog().open(read.request());
            return scan(table);
        }
        StreamDefinition definition = context.catalog().define(read.request());
        long key =
                planId == null
                        ? nextSourceKey++
                        : sourceKeys.computeIfAbsent(planId, id -> nextSourceKey++);
        List<Attribute> shown = columns(definition.schema());
        List<Attribute> hidden = columns(definition.hiddenColumns());
        return new Analyzed(
                new LogicalPlan.StreamScan(definition, key, both(shown, hidden), List.of()),
                Scope.of(shown).withMetadata(hidden));
    }

    private static List<Attribute> both(List<Attribute> shown, List<Attribute> hidden) {
        List<Attribute> all = new ArrayList<>(shown);
        all.addAll(hidden);
        return all;
    }

    Analyzed table(String name, Table table) {
        Analyzed scan = scan(table);
        return new Analyzed(scan.plan(), scan.scope().qualified(name));
    }

    private Analyzed scan(Table table) {
        List<Attribute> shown = columns(table.schema());
        List<Attribute> hidden = columns(table.hiddenColumns());
        LogicalPlan scan = new LogicalPlan.TableScan(table, both(shown, hidden), List.of());
        if (shown.stream().noneMatch(c -> TextLimit.fixedLength(c.metadata()) >= 0)) {
            return new Analyzed(scan, Scope.of(shown).withMetadata(hidden));
        }
        List<Attribute> padded = new ArrayList<>();
        List<NamedExpression> columns = new ArrayList<>();
        for (Attribute column : shown) {
            int length = TextLimit.fixedLength(column.metadata());
            Attribute as = length < 0 ? column : context.attribute(column.toField());
            padded.add(as);
            columns.add(new NamedExpression(as, length < 0 ? column : Padding.of(column, length)));
        }
        hidden.forEach(column -> columns.add(new NamedExpression(column, column)));
        return new Analyzed(
                new LogicalPlan.Project(scan, columns), Scope.of(padded).withMetadata(hidden));
    }

    Analyzed local(Relation.LocalTable table) {
        return analyzed(new LogicalPlan.LocalScan(table.batches(), columns(table.schema())));
    }

    Analyzed kept(Relation.KeptFrame frame) {
        Relation.LocalTable table = context.catalog().keptFrame(frame.id());
        if (table == null) {
            throw MillraceException.of(
                            ErrorKind.INVALID_PLAN,
                            "CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND",
                            "56K00")
                    .with("dfId", frame.id())
                    .text(
                            "The Spark Connect plan is invalid. No DataFrame with id "
                                    + frame.id()
                                    + " is found in the session.");
        }
        return local(table);
    }

    Analyzed range(Relation.Range range) {
        if (range.step() == 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("requirement failed: step (0) cannot be 0");
        }
        return analyzed(
                new LogicalPlan.RangeScan(
                        range.start(),
                        range.end(),
                        range.step(),
                        context.attribute("id", DataType.LONG, false)));
    }

    Analyzed oneRow() {
        return analyzed(
                new LogicalPlan.LocalScan(List.of(new ColumnBatch(1, List.of())), List.of()));
    }

    /// `VALUES (…), (…)` as a union of one-row projections with columns of common types.
    Analyzed inline(Relation.InlineTable table) {
        ExpressionResolver expressions =
                new ExpressionResolver(context, new NoNames(), new NoCollector("VALUES"));
        List<List<Resolved>> rows = new ArrayList<>();
        table.rows().forEach(r -> rows.add(expressions.resolveAll(r)));
        int width = rows.getFirst().size();
        List<Attribute> output = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int column = i;
            for (List<Resolved> row : rows) {
                if (row.size() != width) {
                    throw differentWidths(width, row.size(), rows.indexOf(row));
                }
            }
            DataType type =
                    context.columnType(
                            rows.stream().map(r -> r.get(column).expression().type()).toList());
            if (type == null) {
                throw NameErrors.error(
                                "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
                                "42000",
                                null)
                        .with("colName", "`col" + (i + 1) + "`")
                        .text(
                                "Invalid inline table. Found incompatible types in the column `col"
                                        + (i + 1)
                                        + "` for inline table.");
            }
            boolean nullable = rows.stream().anyMatch(r -> r.get(column).expression().nullable());
            output.add(context.attribute("col" + (i + 1), type, nullable));
        }
        List<LogicalPlan> inputs = new ArrayList<>();
        for (List<Resolved> row : rows) {
            List<NamedExpression> columns = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                Expression value =
                        context.coercion().cast(row.get(i).expression(), output.get(i).type());
                Attribute column =
                        rows.size() == 1
                                ? output.get(i)
                                : context.attribute(
                                        "col" + (i + 1), value.type(), value.nullable());
                columns.add(new NamedExpression(column, value));
            }
            inputs.add(new LogicalPlan.Project(oneRow().plan(), columns));
        }
        return analyzed(
                inputs.size() == 1 ? inputs.getFirst() : new LogicalPlan.Union(inputs, output));
    }

    private static MillraceException differentWidths(int expected, int actual, int row) {
        return NameErrors.error("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", "42000", null)
                .with("expectedNumCols", expected)
                .with("actualNumCols", actual)
                .with("rowIndex", row)
                .text(
                        "Invalid inline table. Inline table expected "
                                + expected
                                + " columns but found "
                                + actual
                                + " columns in row "
                                + row
                                + ".");
    }

    /// VALUES may not name columns.
    private static final class NoNames implements ExpressionResolver.Names {
        @Override
        public Resolved column(ParsedExpression.Name name) {
            throw NameErrors.unresolvedColumn(name.parts(), List.of(), name.origin());
        }

        @Override
        public List<Resolved> star(ParsedExpression.Star star) {
            throw NameErrors.unresolvedStar(List.of("*"), List.of(), star.origin());
        }

        @Override
        public List<Resolved> matching(String pattern) {
            return List.of();
        }
    }

    /// An integer that the expression stands for, known now.
    static long constant(ParsedExpression expression, String name, AnalysisContext context) {
        ExpressionResolver expressions =
                new ExpressionResolver(context, new NoNames(), new NoCollector(name));
        Expression value = expressions.resolve(expression).expression();
        BigDecimal constant =
                value.type() instanceof DataType.Float64 ? null : Constants.value(value);
        if (constant == null) {
            throw NameErrors.error("INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE", "42K0E", null)
                    .with("name", name)
                    .with("expr", "\"" + expressions.resolve(expression).text() + "\"")
                    .text(
                            "The limit like expression \""
                                    + expressions.resolve(expression).text()
                                    + "\" is invalid. The "
                                    + name
                                    + " expression must evaluate to a constant value.");
        }
        long count = constant.longValue();
        if (count < 0) {
            throw NameErrors.error("INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", "42K0E", null)
                    .with("name", name)
                    .with("expr", "\"" + count + "\"")
                    .with("v", count)
                    .text(
                            "The limit like expression \""
                                    + count
                                    + "\" is invalid. The "
                                    + name
                                    + " expression must be equal to or greater than 0, but got "
                                    + count
                                    + ".");
        }
        return count;
    }
}
