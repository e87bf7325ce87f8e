// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.connector.OptionNames;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The names of the options of a format.
public final class FormatOptions {
    /// Spark hands every option to Hadoop's configuration too, where these have an effect.
    private static final Set<String> HADOOP =
            Set.of("dfs.", "fs.", "hadoop.", "io.", "mapred.", "mapreduce.");

    private FormatOptions() {}

    /// @param what the reader or writer
    /// @param missing Spark's that are not built, with the value that is what happens anyway
    public static OptionNames of(String what, Set<String> followed, Map<String, String> missing) {
        Map<String, String> all = new HashMap<>(missing);
        HADOOP.forEach(prefix -> all.put(prefix, ""));
        return new OptionNames(what, followed, all);
    }
}
