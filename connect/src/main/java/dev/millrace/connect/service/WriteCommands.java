// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.session.Session;
import dev.millrace.runtime.session.Session.TableWrite.Mode;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.WriteOperation;
import org.apache.spark.connect.proto.WriteOperationV2;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `df.write…` and `df.writeTo(table)…`.
final class WriteCommands {
    private final ConnectSession session;

    WriteCommands(ConnectSession session) {
        this.session = session;
    }

    void write(WriteOperation command, Operation operation) {
        if (command.hasBucketBy() && !command.hasTable()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1312", "XXKCM")
                    .with("operation", "save")
                    .text("'save' does not support bucketBy right now.");
        }
        refuseIf(command.hasBucketBy(), "bucketBy");
        refuseIf(command.getSortColumnNamesCount() > 0, "sortBy of a write");
        refuseIf(command.getClusteringColumnsCount() > 0, "clusterBy of a write");
        refuseIf(command.getWithSchemaEvolution(), "withSchemaEvolution");
        boolean insert =
                command.hasTable()
                        && command.getTable().getSaveMethod()
                                == WriteOperation.SaveTable.TableSaveMethod
                                        .TABLE_SAVE_METHOD_INSERT_INTO;
        Session.BatchWrite write =
                new Session.BatchWrite(
                        command.hasSource() ? command.getSource() : null,
                        command.hasPath() ? command.getPath() : null,
                        command.hasTable()
                                ? session.converter().identifier(command.getTable().getTableName())
                                : null,
                        insert,
                        mode(command.getMode()),
                        command.getPartitioningColumnsList(),
                        command.getOptionsMap());
        session.session()
                .write(
                        session.converter().relation(command.getInput()),
                        write,
                        operation.cancellation());
    }

    private static SaveMode mode(WriteOperation.SaveMode mode) {
        return switch (mode) {
            case SAVE_MODE_APPEND -> SaveMode.APPEND;
            case SAVE_MODE_OVERWRITE -> SaveMode.OVERWRITE;
            case SAVE_MODE_IGNORE -> SaveMode.IGNORE;
            case SAVE_MODE_ERROR_IF_EXISTS, SAVE_MODE_UNSPECIFIED, UNRECOGNIZED ->
                    SaveMode.ERROR_IF_EXISTS;
        };
    }

    void writeTo(WriteOperationV2 command, Operation operation) {
        refuseIf(command.getClusteringColumnsCount() > 0, "clusterBy of a write");
        refuseIf(command.getWithSchemaEvolution(), "withSchemaEvolution");
        Layout layout =
                new Layout(
                        command.hasProvider() ? command.getProvider() : null,
                        command.getOptionsMap(),
                        partitions(command),
                        null,
                        null,
                        command.getTablePropertiesMap());
        session.session()
                .writeTo(
                        session.converter().relation(command.getInput()),
                        session.converter().identifier(command.getTableName()),
                        new Session.TableWrite(mode(command), layout),
                        operation.cancellation());
    }

    private List<String> partitions(WriteOperationV2 command) {
        List<String> names = new ArrayList<>();
        for (Expression column : command.getPartitioningColumnsList()) {
            if (!column.hasUnresolvedAttribute()) {
                throw MillraceException.unsupported("partitionedBy with a function");
            }
            names.addAll(
                    session.converter()
                            .identifier(column.getUnresolvedAttribute().getUnparsedIdentifier()));
        }
        return names;
    }

    private Mode mode(WriteOperationV2 command) {
        return switch (command.getMode()) {
            case MODE_CREATE -> Mode.CREATE;
            case MODE_APPEND -> Mode.APPEND;
            case MODE_REPLACE -> Mode.REPLACE;
            case MODE_CREATE_OR_REPLACE -> Mode.CREATE_OR_REPLACE;
            case MODE_OVERWRITE_PARTITIONS -> Mode.OVERWRITE_PARTITIONS;
            case MODE_OVERWRITE -> {
                refuseIf(
                        !isTrue(session.converter().expression(command.getOverwriteCondition())),
                        "overwrite(condition) with another condition than true");
                yield Mode.OVERWRITE;
            }
            case MODE_UNSPECIFIED, UNRECOGNIZED ->
                    throw MillraceException.unsupported("a writeTo without a mode");
        };
    }

    private static boolean isTrue(ParsedExpression condition) {
        return condition instanceof ParsedExpression.Literal(@Nullable Object value, var ignored)
                && Boolean.TRUE.equals(value);
    }

    private static void refuseIf(boolean isUsed, String feature) {
        if (isUsed) {
            throw MillraceException.unsupported(feature);
        }
    }
}
