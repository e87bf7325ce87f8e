// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.PartitionStatement.Spec;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.PartitionErrors;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.catalog.TableErrors;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What `PARTITION (…)` means for a table: the texts that its directories have for the values.
final class PartitionSpecs {
    private final Session session;

    PartitionSpecs(Session session) {
        this.session = session;
    }

    /// The values by the table's names of the columns, in the order written; null for NULL.
    Map<String, @Nullable String> resolve(
            TableDefinition table, Spec spec, Cancellation cancellation) {
        List<String> names = new ArrayList<>();
        List<ParsedExpression> texts = new ArrayList<>();
        spec.values()
                .forEach(
                        (written, value) -> {
                            String name = column(table, written);
                            DataType type =
                                    table.schema().field(table.schema().indexOf(name)).type();
                            names.add(name);
                            texts.add(text(value, type, spec));
                        });
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        List<@Nullable Object> row = row(texts, cancellation);
        for (int i = 0; i < names.size(); i++) {
            Object value = row.get(i);
            // The empty text has the directory of NULL.
            values.put(
                    names.get(i),
                    value == null || value.toString().isEmpty() ? null : value.toString());
        }
        return values;
    }

    /// The table's name of a partition column.
    static String column(TableDefinition table, String written) {
        return table.partitionColumns().stream()
                .filter(written::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> PartitionErrors.noColumn(table.id(), written));
    }

    /// The value is a text that is cast, whatever its type, and names a directory as text again.
    private static ParsedExpression text(ParsedExpression.Literal value, DataType type, Spec spec) {
        ParsedExpression text = value;
        for (DataType step : List.of(DataType.STRING, type, DataType.STRING)) {
            text =
                    new ParsedExpression.Cast(
                            text, step, ParsedExpression.CastMode.SESSION, spec.statement());
        }
        return text;
    }

    private List<@Nullable Object> row(
            List<ParsedExpression> expressions, Cancellation cancellation) {
        Relation query = new Relation.Project(new Relation.OneRow(), expressions);
        try (QueryResult result = session.execute(query, cancellation)) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                List<List<@Nullable Object>> rows = BoxedValues.rows(batch, result.schema());
                if (!rows.isEmpty()) {
                    return rows.getFirst();
                }
            }
        }
        throw MillraceException.bug("a projection of one row has none");
    }

    /// The same in the order of the table's columns, all of which are needed.
    List<@Nullable String> complete(TableDefinition table, Spec spec, Cancellation cancellation) {
        List<String> given =
                spec.values().keySet().stream().map(name -> column(table, name)).toList();
        if (given.size() < table.partitionColumns().size()) {
            throw PartitionErrors.incomplete(table, given);
        }
        return inOrder(table, resolve(table, spec, cancellation));
    }

    /// Values of all columns in the order of the table's columns.
    static List<@Nullable String> inOrder(
            TableDefinition table, Map<String, @Nullable String> values) {
        List<@Nullable String> ordered = new ArrayList<>();
        table.partitionColumns().forEach(column -> ordered.add(values.get(column)));
        return ordered;
    }

    /// Whether a partition has these values.
    static boolean matches(
            TableDefinition table,
            List<@Nullable String> partition,
            Map<String, @Nullable String> values) {
        for (int i = 0; i < partition.size(); i++) {
            String column = table.partitionColumns().get(i);
            if (values.containsKey(column)
                    && !Objects.equals(values.get(column), partition.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// As messages show it: ``PARTITION (`a` = 1, `b` = x)``.
    static String shown(Map<String, @Nullable String> values) {
        return values.entrySet().stream()
                .map(entry -> TableErrors.quoted(entry.getKey()) + " = " + entry.getValue())
                .collect(Collectors.joining(", ", "PARTITION (", ")"));
    }

    /// The same of values in the order of the columns.
    static String shown(TableDefinition table, List<@Nullable String> values) {
        Map<String, @Nullable String> byName = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            byName.put(table.partitionColumns().get(i), values.get(i));
        }
        return shown(byName);
    }
}
