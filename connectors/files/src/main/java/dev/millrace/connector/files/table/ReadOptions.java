// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.PartitionLayout;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The options that say which files are read, as opposed to how a file of a format is read.
public final class ReadOptions {
    /// Names in lower case, those of batch and streaming readers.
    private static final Set<String> OF_FILES =
            Set.of(
                    "path",
                    "paths",
                    "basepath",
                    "recursivefilelookup",
                    "pathglobfilter",
                    "modifiedbefore",
                    "modifiedafter",
                    "ignoremissingfiles",
                    "ignorecorruptfiles",
                    "maxfilespertrigger",
                    "maxbytespertrigger",
                    "latestfirst",
                    "maxfileage",
                    "filenameonly",
                    "cleansource",
                    "sourcearchivedir",
                    "maxcachedfiles",
                    "discardcachedinputratio");

    private ReadOptions() {}

    /// The options that are left for the format.
    public static Options ofFormat(Options options) {
        Map<String, String> left = new HashMap<>();
        for (Map.Entry<String, String> option : options.asMap().entrySet()) {
            if (!OF_FILES.contains(option.getKey().toLowerCase(Locale.ROOT))) {
                left.put(option.getKey(), option.getValue());
            }
        }
        return new Options(left);
    }

    /// How the types of partition columns are found in this session.
    public static PartitionLayout.Typing typing(
            DataType.@Nullable Struct schema, ConnectorContext context) {
        String inference =
                context.configuration("spark.sql.sources.partitionColumnTypeInference.enabled");
        return new PartitionLayout.Typing(
                schema, inference == null || inference.equals("true"), context.timeZone());
    }
}
