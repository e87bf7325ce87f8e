// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.session.Session;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.connect.proto.Catalog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The calls of `spark.catalog`, answered as small tables: a single value stands in a column
/// `value`.
final class CatalogCalls {
    private static final String CATALOG_NAME = "spark_catalog";
    private static final DataType.Struct NAMES =
            DataType.Struct.of(
                    new StructField("name", DataType.STRING, false),
                    new StructField("catalog", DataType.STRING),
                    new StructField("namespace", new DataType.Array(DataType.STRING, true)),
                    new StructField("description", DataType.STRING),
                    new StructField("tableType", DataType.STRING),
                    new StructField("isTemporary", DataType.BOOLEAN, false));

    private CatalogCalls() {}

    static Relation answer(Catalog call, Session session) {
        return switch (call.getCatTypeCase()) {
            case CURRENT_CATALOG -> value(DataType.STRING, CATALOG_NAME);
            case CURRENT_DATABASE -> value(DataType.STRING, session.currentDatabase());
            case SET_CURRENT_DATABASE -> {
                session.useDatabase(call.getSetCurrentDatabase().getDbName());
                yield nothing();
            }
            case LIST_TABLES ->
                    tables(
                            session,
                            call.getListTables().hasPattern()
                                    ? call.getListTables().getPattern()
                                    : "*");
            case TABLE_EXISTS ->
                    value(
                            DataType.BOOLEAN,
                            session.tables().stream()
                                    .anyMatch(
                                            table ->
                                                    table.name()
                                                            .equalsIgnoreCase(
                                                                    call.getTableExists()
                                                                            .getTableName())));
            case DROP_TEMP_VIEW ->
                    value(DataType.BOOLEAN, session.dropView(call.getDropTempView().getViewName()));
            case DROP_GLOBAL_TEMP_VIEW ->
                    value(
                            DataType.BOOLEAN,
                            session.dropView(
                                    "global_temp." + call.getDropGlobalTempView().getViewName()));
            default ->
                    throw MillraceException.unsupported(
                            "the catalog call "
                                    + call.getCatTypeCase().name().toLowerCase(Locale.ROOT));
        };
    }

    private static Relation tables(Session session, String pattern) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Session.TableName table : session.tables()) {
            if (matches(table.name(), pattern)) {
                rows.add(
                        Arrays.asList(
                                table.name(),
                                null,
                                List.of(),
                                null,
                                table.type(),
                                table.isTemporary()));
            }
        }
        return new Relation.LocalTable(NAMES, List.of(BoxedValues.batch(NAMES, rows)));
    }

    /// Spark's patterns: `*` is any text, `|` separates alternatives, case does not count.
    private static boolean matches(String name, String pattern) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(pattern.toLowerCase(Locale.ROOT).split("\\|"))
                .map(each -> ("\\Q" + each.strip() + "\\E").replace("*", "\\E.*\\Q"))
                .anyMatch(lower::matches);
    }

    private static Relation value(DataType type, Object value) {
        DataType.Struct schema = DataType.Struct.of(new StructField("value", type, false));
        return new Relation.LocalTable(
                schema, List.of(BoxedValues.batch(schema, List.of(List.of(value)))));
    }

    private static Relation nothing() {
        return new Relation.LocalTable(
                DataType.Struct.EMPTY, List.of(ColumnBatches.empty(DataType.Struct.EMPTY)));
    }
}
