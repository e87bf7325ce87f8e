// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The settings that stay what they were when a query first ran, because its state depends on them.
/// They stand in every entry of the offset log.
public final class PinnedConfiguration {
    private static final String STREAMING = "spark.sql.streaming.";

    /// @param legacy what a missing key of an old checkpoint means, null for "as the session says"
    private record Key(String name, @Nullable String legacy) {}

    /// In the order in which Spark writes them.
    private static final List<Key> KEYS =
            List.of(
                    new Key(STREAMING + "stateStore.providerClass", null),
                    new Key(STREAMING + "stateStore.rocksdb.mergeOperatorVersion", "1"),
                    new Key(STREAMING + "stateStore.rocksdb.formatVersion", null),
                    new Key(STREAMING + "queryEvolution.enableSourceEvolution", "false"),
                    new Key(STREAMING + "stateStore.encodingFormat", "unsaferow"),
                    new Key(STREAMING + "statefulOperator.useStrictDistribution", "false"),
                    new Key(STREAMING + "flatMapGroupsWithState.stateFormatVersion", "1"),
                    new Key(STREAMING + "multipleWatermarkPolicy", "min"),
                    new Key(STREAMING + "stateStore.rowChecksum.enabled", "false"),
                    new Key(STREAMING + "aggregation.stateFormatVersion", "1"),
                    new Key("spark.sql.function.protobufExtensions.enabled", null),
                    new Key("spark.sql.shuffle.partitions", null),
                    new Key(STREAMING + "join.stateFormatVersion", "1"),
                    new Key(STREAMING + "stateStore.compression.codec", "lz4"),
                    new Key("spark.sql.optimizer.pruneFiltersCanPruneStreamingSubplan", "true"));

    private PinnedConfiguration() {}

    /// The values for a first run.
    public static Map<String, String> of(Function<String, @Nullable String> session) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Key key : KEYS) {
            String value = session.apply(key.name);
            if (value != null) {
                values.put(key.name, value);
            }
        }
        return values;
    }

    /// The values for a run that goes on from a checkpoint.
    public static Map<String, String> from(
            OffsetEntry entry, Function<String, @Nullable String> session) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Key key : KEYS) {
            String value = entry.configuration().get(key.name);
            if (value == null) {
                value = key.legacy != null ? key.legacy : session.apply(key.name);
            }
            if (value != null) {
                values.put(key.name, value);
            }
        }
        return values;
    }
}
