// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.memory;

import dev.millrace.runtime.sink.CollectedRows;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// The format `memory`: `spark.readStream().format("memory").option("name", "events")` and
/// `df.write().format("memory").option("name", "events").mode("append").save()`. The first schema
/// given to a name makes the table.
public final class MemoryConnector implements Connector {
    public static final String FORMAT = "memory";

    /// The option that names the table.
    public static final String NAME = "name";

    private static final Set<String> READ_OPTIONS = Set.of(NAME);
    private static final Set<String> STREAM_OPTIONS =
            Set.of(NAME, "maxbatchespertrigger", "forgetprocessed", "failondataloss");

    private final MemoryTables tables;

    public MemoryConnector(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Set<String> formats() {
        return Set.of(FORMAT);
    }

    @Override
    public Table openTable(ReadRequest request, ConnectorContext context) {
        request.options().refuseUnknown(READ_OPTIONS, "memory table");
        return table(name(request.options()), request.schema());
    }

    @Override
    public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
        Options options = request.options();
        options.refuseUnknown(STREAM_OPTIONS, "stream of a memory table");
        return new Definition(table(name(options), request.schema()), options);
    }

    private record Definition(MemoryTable table, Options options) implements StreamDefinition {
        @Override
        public DataType.Struct schema() {
            return table.schema();
        }

        @Override
        public String description() {
            return "MemoryTable[" + table.name() + "]";
        }

        @Override
        public MicroBatchSource start(FileLocation log, ConnectorContext context) {
            return new MemorySource(table, options);
        }
    }

    /// The table, which a schema makes if there is none.
    private MemoryTable table(String name, DataType.@Nullable Struct schema) {
        MemoryTable found = schema == null ? tables.find(name) : tables.findOrCreate(name, schema);
        if (found == null) {
            throw MillraceException.of(ErrorKind.ANALYSIS)
                    .text(
                            "There is no memory table `"
                                    + name
                                    + "` yet: give its schema to the reader, or write to it"
                                    + " first.");
        }
        if (schema != null && !found.schema().equals(schema.asNullable())) {
            throw MillraceException.of(ErrorKind.ANALYSIS)
                    .text(
                            "The memory table `"
                                    + name
                                    + "` has the schema "
                                    + found.schema().simpleName()
                                    + ", not "
                                    + schema.simpleName()
                                    + ".");
        }
        return found;
    }

    @Override
    public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
        request.options().refuseUnknown(Set.of(NAME), "write to a memory table");
        if (!request.partitionColumns().isEmpty()) {
            throw MillraceException.unsupported("partitionBy of a memory table");
        }
        if (request.path() != null) {
            throw MillraceException.unsupported("a path of a memory table (use the option 'name')");
        }
        if (request.mode() == SaveMode.OVERWRITE) {
            throw MillraceException.unsupported(
                    "the overwrite of a memory table (its streams could not take rows back)");
        }
        String name = name(request.options());
        MemoryTable existing = tables.find(name);
        if (existing != null && request.mode() == SaveMode.ERROR_IF_EXISTS) {
            throw alreadyExists(name);
        }
        MemoryTable table = table(name, request.schema());
        return new Target(table, existing != null && request.mode() == SaveMode.IGNORE);
    }

    private static MillraceException alreadyExists(String name) {
        return MillraceException.of(ErrorKind.TABLE_EXISTS, "TABLE_OR_VIEW_ALREADY_EXISTS", "42P07")
                .with("relationName", "`" + name + "`")
                .text(
                        "Cannot create table or view `"
                                + name
                                + "` because it already exists.\n"
                                + "Choose a different name, drop or replace the existing object, or"
                                + " add the IF NOT EXISTS clause to tolerate pre-existing"
                                + " objects.");
    }

    private record Target(MemoryTable table, boolean isSkipped) implements WriteTarget {
        @Override
        public WriteJob begin() {
            return new CollectedRows(table::add);
        }
    }

    @Override
    public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
        throw MillraceException.unsupported("a stream that writes to a memory table");
    }

    private static String name(Options options) {
        String name = options.value(NAME);
        if (name == null || name.isBlank()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("The format 'memory' needs the option 'name'.");
        }
        return name;
    }
}
