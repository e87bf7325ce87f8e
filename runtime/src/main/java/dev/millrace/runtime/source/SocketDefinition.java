// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The format `socket`: lines that somebody sends.
///
/// @param hasTimestamp true for a second column with the time when a line came
record SocketDefinition(String host, int port, int partitions, boolean hasTimestamp)
        implements StreamDefinition {
    private static final OptionNames NAMES =
            new OptionNames(
                    "socket source",
                    Set.of("host", "port", "numpartitions", "includetimestamp", "path"),
                    Map.of());
    private static final StructField VALUE = new StructField("value", DataType.STRING);
    private static final StructField TIMESTAMP = new StructField("timestamp", DataType.TIMESTAMP);

    static SocketDefinition of(Options options, int parallelism) {
        NAMES.check(options);
        String host = options.value("host");
        if (host == null) {
            throw refused("1295", "Set a host to read from with option(\"host\", ...).");
        }
        if (!options.has("port")) {
            throw refused("1296", "Set a port to read from with option(\"port\", ...).");
        }
        String timestamp = options.value("includeTimestamp", "false").toLowerCase(Locale.ROOT);
        if (!timestamp.equals("true") && !timestamp.equals("false")) {
            throw refused("1297", "IncludeTimestamp must be set to either \"true\" or \"false\".");
        }
        SourceOptions numbers = new SourceOptions(options);
        return new SocketDefinition(
                host,
                numbers.smallNumber("port", -1),
                numbers.partitions(parallelism),
                timestamp.equals("true"));
    }

    @Override
    public DataType.Struct schema() {
        return hasTimestamp ? DataType.Struct.of(VALUE, TIMESTAMP) : DataType.Struct.of(VALUE);
    }

    @Override
    public String description() {
        return "TextSocketV2[host: " + host + ", port: " + port + "]";
    }

    @Override
    public MicroBatchSource start(FileLocation log, ConnectorContext context) {
        return new SocketSource(this, context.clock());
    }

    private static MillraceException refused(String number, String text) {
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_" + number, "XXKCM")
                .text(text);
    }
}
