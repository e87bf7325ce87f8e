// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.analysis.Catalog.ViewColumns;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.CatalogStatement.SchemaMode;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The columns of a view of the catalog over those that its query gives now: found by their names,
/// and of the types that the view promised, or refused.
///
/// @param context of the query that uses the view
/// @param origin of the view's name in that query
record ViewOutput(AnalysisContext context, @Nullable Origin origin) {
    Analyzed of(Catalog.Entry.SavedView view, Analyzed resolved) {
        LogicalPlan query = resolved.exact();
        ViewColumns columns = view.columns();
        List<NamedExpression> output = new ArrayList<>();
        if (columns.queryColumns().isEmpty()) {
            for (Attribute column : query.output()) {
                output.add(new NamedExpression(evolved(column, columns.schema()), column));
            }
        } else {
            Map<String, Integer> used = new HashMap<>();
            for (int i = 0; i < columns.schema().size(); i++) {
                String name = columns.queryColumns().get(i);
                int ordinal = used.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum) - 1;
                Attribute column = column(view, query, name, ordinal);
                output.add(
                        named(
                                columns.schema().field(i),
                                value(columns, i, column, resolved.scope())));
            }
        }
        LogicalPlan shown = new LogicalPlan.Project(query, output);
        boolean evolves =
                columns.mode() == SchemaMode.TYPE_EVOLUTION
                        || columns.mode() == SchemaMode.EVOLUTION;
        if (evolves && !sameTypes(shown.schema(), columns.schema())) {
            columns.changed().accept(shown.schema());
        }
        return new Analyzed(shown, Scope.of(shown.output()).qualified(view.name()));
    }

    private static boolean sameTypes(DataType.Struct left, DataType.Struct right) {
        return left.names().equals(right.names()) && left.asNullable().equals(right.asNullable());
    }

    /// A column of a view that follows its query keeps its comment.
    private Attribute evolved(Attribute column, DataType.Struct known) {
        int index = known.indexOfIgnoreCase(column.name());
        String metadata = index < 0 ? column.metadata() : known.field(index).metadata();
        return new Attribute(
                context.ids().getAsLong(),
                column.name(),
                column.type(),
                column.nullable(),
                metadata);
    }

    private NamedExpression named(StructField field, Expression value) {
        return new NamedExpression(
                new Attribute(
                        context.ids().getAsLong(),
                        field.name(),
                        value.type(),
                        value.nullable(),
                        field.metadata()),
                value);
    }

    private Attribute column(
            Catalog.Entry.SavedView view, LogicalPlan query, String name, int ordinal) {
        List<Attribute> found =
                query.output().stream().filter(a -> context.sameName(a.name(), name)).toList();
        int expected =
                (int)
                        view.columns().queryColumns().stream()
                                .filter(other -> context.sameName(other, name))
                                .count();
        if (found.size() != expected) {
            throw incompatible(view, name, expected, found);
        }
        return found.get(ordinal);
    }

    private Expression value(ViewColumns columns, int index, Attribute column, Scope scope) {
        DataType from = column.type();
        DataType to = columns.schema().field(index).type();
        if (columns.mode() == SchemaMode.TYPE_EVOLUTION || from.equals(to)) {
            return column;
        }
        if (columns.mode() != SchemaMode.BINDING) {
            Casts.check(from, to, true, column.name(), origin);
        } else if (!UpCasts.isSafe(from, to)) {
            throw notWidened(column, to, scope);
        }
        return new Expression.Cast(column, to, Misfit.FAIL, origin);
    }

    private static MillraceException notWidened(Attribute column, DataType to, Scope scope) {
        String name =
                scope.columns().stream()
                        .filter(c -> c.attribute().id() == column.id())
                        .map(c -> String.join(".", c.path()))
                        .findFirst()
                        .orElse(column.name());
        String source = "\"" + column.type().sqlName() + "\"";
        String target = "\"" + to.sqlName() + "\"";
        String details =
                "The type path of the target object is:\n\nYou can either add an explicit cast to"
                        + " the input data or choose a higher precision type of the field in the"
                        + " target object";
        return NameErrors.error("CANNOT_UP_CAST_DATATYPE", "42846", null)
                .with("expression", name)
                .with("sourceType", source)
                .with("targetType", target)
                .with("details", details)
                .text(
                        "Cannot up cast "
                                + name
                                + " from "
                                + source
                                + " to "
                                + target
                                + ".\n"
                                + details);
    }

    private static MillraceException incompatible(
            Catalog.Entry.SavedView view, String name, int expected, List<Attribute> found) {
        String actual =
                found.stream()
                        .map(Attribute::name)
                        .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        String shown = NameErrors.quoted(view.name());
        return NameErrors.error("INCOMPATIBLE_VIEW_SCHEMA_CHANGE", "51024", null)
                .with("viewName", shown)
                .with("colName", name)
                .with("expectedNum", expected)
                .with("actualCols", actual)
                .with("suggestion", view.columns().ddl())
                .text(
                        "The SQL query of view "
                                + shown
                                + " has an incompatible schema change and column "
                                + name
                                + " cannot be resolved. Expected "
                                + expected
                                + " columns named "
                                + name
                                + " but got "
                                + actual
                                + ".\nPlease try to re-create the view by running: "
                                + view.columns().ddl()
                                + ".");
    }

    static MillraceException nestedTooDeep(List<String> view, int most) {
        String shown = NameErrors.quoted(view);
        return NameErrors.error("VIEW_EXCEED_MAX_NESTED_DEPTH", "54K00", null)
                .with("viewName", shown)
                .with("maxNestedDepth", most)
                .text(
                        "The depth of view "
                                + shown
                                + " exceeds the maximum view resolution depth ("
                                + most
                                + ").\nAnalysis is aborted to avoid errors. If you want to work"
                                + " around this, please try to increase the value of"
                                + " \"spark.sql.view.maxNestedViewDepth\".");
    }
}
