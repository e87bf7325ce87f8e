// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Statement.OnTables.Layout;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.catalog.TableCreation;
import dev.millrace.runtime.catalog.TableDefinition;
import dev.millrace.runtime.sink.ConsoleSink;
import dev.millrace.runtime.sink.MemorySink;
import dev.millrace.runtime.sink.NoopSink;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.PathOption;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The sink of a query that is about to start.
///
/// @param allowsTemporaryCheckpoint true for sinks that nobody expects to go on after a restart
/// @param recoversFromCheckpoint false if the sink forgets its rows when the process ends
record ChosenSink(
        StreamSink sink, boolean allowsTemporaryCheckpoint, boolean recoversFromCheckpoint) {
    private static final Set<String> FILE_FORMATS =
            Set.of("parquet", "json", "csv", "text", "orc", "xml");

    /// What every streaming writer has.
    private static final Set<String> OF_ALL =
            Set.of(CheckpointLocation.OPTION.toLowerCase(Locale.ROOT), "path", "queryname");

    private static final Set<String> CONSOLE =
            Set.of("numrows", "truncate", "checkpointlocation", "path", "queryname");

    private static final Map<String, String> MISSING =
            Map.of("asyncprogresstrackingenabled", "false");

    static ChosenSink choose(
            StreamStart start,
            DataType.Struct schema,
            StreamEnvironment environment,
            RunControl control) {
        Options options = new Options(start.options());
        PathOption.refuseBesideCall(options, start.path() != null, "start", environment.context());
        names("streaming writer", OF_ALL).refuseMissing(options);
        if (start.table() != null) {
            return table(start.table(), start, schema, environment);
        }
        SinkFunction function = start.function();
        if (function != null) {
            names("sink of a function", OF_ALL).check(options);
            return new ChosenSink(userCode(function, schema, control.interruption()), true, true);
        }
        String format = format(start, environment);
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "memory" -> memory(start, options, schema);
            case "console" -> {
                names("console sink", CONSOLE).check(options);
                yield new ChosenSink(
                        new ConsoleSink(
                                schema,
                                options,
                                environment.context().timeZone(),
                                environment.console()),
                        true,
                        true);
            }
            case "noop" -> {
                names("noop sink", OF_ALL).check(options);
                yield new ChosenSink(new NoopSink(), true, true);
            }
            default ->
                    connector(
                            format,
                            start.path() == null ? path(start) : start.path(),
                            start,
                            schema,
                            environment);
        };
    }

    /// A table is made, if there is none of the name, before anything else is checked, as in Spark;
    /// then it is a sink on the table's location.
    private static ChosenSink table(
            List<String> name,
            StreamStart start,
            DataType.Struct schema,
            StreamEnvironment environment) {
        SessionCatalog catalog = environment.catalog();
        String shown = String.join(".", name);
        if (catalog.view(name) != null) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1190", "XXKCM")
                    .with("viewName", shown)
                    .text("Temporary view " + shown + " doesn't support streaming write.");
        }
        String format = format(start, environment);
        TableDefinition table = catalog.tables().find(catalog.tableId(name));
        if (table == null) {
            TableCreation creation = new TableCreation(catalog, environment.context());
            table = creation.define(catalog.tableId(name), schema, layout(format, start));
            creation.create(table);
        } else if (!table.format().equalsIgnoreCase(format)) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1192", "XXKCM")
                    .with("source", format)
                    .with("tableName", shown)
                    .with("provider", table.format())
                    .text(
                            "The input source("
                                    + format
                                    + ") is different from the table "
                                    + shown
                                    + "'s data source provider("
                                    + table.format()
                                    + ").");
        }
        return connector(format, table.location(), start, schema, environment);
    }

    private static Layout layout(String format, StreamStart start) {
        String path = start.path() == null ? path(start) : start.path();
        return new Layout(format, Map.of(), start.partitionColumns(), path, null, Map.of());
    }

    private static @Nullable String path(StreamStart start) {
        return new Options(start.options()).value("path");
    }

    private static StreamSink userCode(
            SinkFunction function, DataType.Struct schema, Interruption interruption) {
        return switch (function) {
            case BatchFunction batches -> new ForeachBatchSink(schema, batches, interruption);
            case RowFunction rows -> new ForeachSink(schema, rows, interruption);
        };
    }

    private static String format(StreamStart start, StreamEnvironment environment) {
        String format = start.format();
        return format == null || format.isEmpty()
                ? Objects.requireNonNull(
                        environment.context().configuration("spark.sql.sources.default"))
                : format;
    }

    private static OptionNames names(String sink, Set<String> followed) {
        return new OptionNames(sink, followed, MISSING);
    }

    private static ChosenSink memory(StreamStart start, Options options, DataType.Struct schema) {
        names("memory sink", OF_ALL).check(options);
        if (start.name() == null) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1194", "XXKCM")
                    .text("queryName must be specified for memory sink.");
        }
        boolean complete = start.mode() == OutputMode.COMPLETE;
        return new ChosenSink(new MemorySink(schema, complete), true, complete);
    }

    private static ChosenSink connector(
            String format,
            @Nullable String path,
            StreamStart start,
            DataType.Struct schema,
            StreamEnvironment environment) {
        var connector = environment.catalog().formats().connector(format);
        if (FILE_FORMATS.contains(format.toLowerCase(Locale.ROOT))
                && start.mode() != OutputMode.APPEND) {
            String mode = start.mode().text();
            throw MillraceException.of(
                            ErrorKind.ANALYSIS,
                            "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE",
                            "42KDE")
                    .with("className", format)
                    .with("outputMode", mode)
                    .text(
                            "Invalid streaming output mode: "
                                    + mode
                                    + ". This output mode is not supported in Data Source "
                                    + format
                                    + ".");
        }
        Map<String, String> options = new HashMap<>(start.options());
        options.keySet()
                .removeIf(
                        option -> {
                            String name = option.toLowerCase(Locale.ROOT);
                            return OF_ALL.contains(name) || MISSING.containsKey(name);
                        });
        WriteRequest request =
                new WriteRequest(
                        format.toLowerCase(Locale.ROOT),
                        schema,
                        path,
                        WriteRequest.SaveMode.APPEND,
                        start.partitionColumns(),
                        new Options(options));
        return new ChosenSink(
                connector.openStreamSink(request, environment.context()), false, true);
    }
}
