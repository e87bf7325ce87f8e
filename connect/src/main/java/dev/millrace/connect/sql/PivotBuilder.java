// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ErrorCapturingIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PivotClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PivotColumnContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PivotValueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotAliasContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotColumnAndAliasContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotColumnContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotColumnSetContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotMultiValueColumnClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.UnpivotSingleValueColumnClauseContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `PIVOT` and `UNPIVOT`.
record PivotBuilder(ExpressionBuilder expressions) {
    Relation pivot(Relation input, PivotClauseContext pivot) {
        List<ParsedExpression> values = new ArrayList<>();
        for (PivotValueContext value : pivot.pivotValues) {
            ParsedExpression built = expressions.build(value.expression());
            ErrorCapturingIdentifierContext alias = value.errorCapturingIdentifier();
            values.add(
                    alias == null
                            ? built
                            : new Alias(built, List.of(Identifiers.name(alias)), null));
        }
        Relation rows =
                new Relation.Pivot(
                        input,
                        null,
                        column(pivot.pivotColumn()),
                        values,
                        expressions.buildAll(pivot.aggregates.namedExpression()));
        return aliased(rows, pivot.errorCapturingIdentifier());
    }

    private ParsedExpression column(PivotColumnContext column) {
        List<ParsedExpression> names = new ArrayList<>();
        for (ErrorCapturingIdentifierContext identifier : column.identifiers) {
            names.add(name(List.of(Identifiers.name(identifier)), identifier));
        }
        return names.size() == 1
                ? names.getFirst()
                : new Call("struct", names, false, null, false, null);
    }

    private Name name(List<String> parts, ParserRuleContext place) {
        return new Name(parts, null, false, expressions.session().origin(place));
    }

    Relation unpivot(Relation input, UnpivotClauseContext unpivot) {
        boolean includesNulls =
                unpivot.nullOperator != null && unpivot.nullOperator.INCLUDE() != null;
        UnpivotSingleValueColumnClauseContext single =
                unpivot.operator.unpivotSingleValueColumnClause();
        Relation rows =
                single != null
                        ? single(input, single, includesNulls)
                        : multiple(
                                input,
                                unpivot.operator.unpivotMultiValueColumnClause(),
                                includesNulls);
        return aliased(rows, unpivot.errorCapturingIdentifier());
    }

    private Relation single(
            Relation input, UnpivotSingleValueColumnClauseContext clause, boolean includesNulls) {
        List<Relation.Unpivot.Columns> sets = new ArrayList<>();
        for (UnpivotColumnAndAliasContext column : clause.unpivotColumns) {
            sets.add(
                    new Relation.Unpivot.Columns(
                            List.of(column(column.unpivotColumn())), alias(column.unpivotAlias())));
        }
        return new Relation.Unpivot(
                input,
                null,
                sets,
                Identifiers.name(clause.unpivotNameColumn().identifier()),
                List.of(Identifiers.name(clause.unpivotValueColumn().identifier())),
                includesNulls);
    }

    private Relation multiple(
            Relation input, UnpivotMultiValueColumnClauseContext clause, boolean includesNulls) {
        List<Relation.Unpivot.Columns> sets = new ArrayList<>();
        for (UnpivotColumnSetContext set : clause.unpivotColumnSets) {
            List<ParsedExpression> columns = new ArrayList<>();
            set.unpivotColumns.forEach(column -> columns.add(column(column)));
            sets.add(new Relation.Unpivot.Columns(columns, alias(set.unpivotAlias())));
        }
        List<String> values = new ArrayList<>();
        clause.unpivotValueColumns.forEach(
                column -> values.add(Identifiers.name(column.identifier())));
        return new Relation.Unpivot(
                input,
                null,
                sets,
                Identifiers.name(clause.unpivotNameColumn().identifier()),
                values,
                includesNulls);
    }

    private ParsedExpression column(UnpivotColumnContext column) {
        return name(Identifiers.parts(column.multipartIdentifier()), column);
    }

    private static @Nullable String alias(@Nullable UnpivotAliasContext alias) {
        return alias == null ? null : Identifiers.name(alias.errorCapturingIdentifier());
    }

    private static Relation aliased(
            Relation rows, @Nullable ErrorCapturingIdentifierContext alias) {
        return alias == null
                ? rows
                : new Relation.SubqueryAlias(rows, Identifiers.name(alias), List.of());
    }
}
