// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one batch was decided to be: an entry of the offset log.
///
/// @param watermarkMillis the watermark in force while it runs
/// @param timestampMillis what `current_timestamp()` is in it
/// @param configuration values that stay what they were when the query first ran
/// @param offsets where each use of a source ends, as the source's own JSON; null where there is
/// nothing yet
public record OffsetEntry(
        long watermarkMillis,
        long timestampMillis,
        Map<String, String> configuration,
        List<@Nullable String> offsets) {
    /// How the log writes an offset that does not exist.
    private static final String NO_OFFSET = "-";

    public OffsetEntry {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        offsets = Collections.unmodifiableList(new ArrayList<>(offsets));
    }

    /// The content of the file.
    String format() {
        Json.Builder values = Json.object();
        configuration.forEach(values::put);
        StringBuilder text = new StringBuilder("v1\n");
        text.append(
                Json.object()
                        .put("batchWatermarkMs", watermarkMillis)
                        .put("batchTimestampMs", timestampMillis)
                        .put("conf", values.build())
                        .build());
        for (String offset : offsets) {
            text.append('\n').append(offset == null ? NO_OFFSET : offset);
        }
        return text.toString();
    }

    static OffsetEntry parse(String path, String[] lines) {
        if (lines.length == 0) {
            throw CheckpointErrors.malformed("v1 and nothing else", path, null);
        }
        try {
            if (!(Json.parse(lines[0]) instanceof Json.Struct metadata)) {
                throw CheckpointErrors.malformed(lines[0], path, null);
            }
            Map<String, String> configuration = new LinkedHashMap<>();
            if (metadata.member("conf") instanceof Json.Struct values) {
                values.members()
                        .forEach(
                                (key, value) -> {
                                    if (value instanceof Json.Text text) {
                                        configuration.put(key, text.value());
                                    }
                                });
            }
            List<@Nullable String> offsets = new ArrayList<>();
            for (String line : Arrays.asList(lines).subList(1, lines.length)) {
                offsets.add(line.equals(NO_OFFSET) ? null : line);
            }
            return new OffsetEntry(
                    number(metadata, "batchWatermarkMs"),
                    number(metadata, "batchTimestampMs"),
                    configuration,
                    offsets);
        } catch (IllegalArgumentException e) {
            throw CheckpointErrors.malformed(lines[0], path, e);
        }
    }

    /// A number, 0 if it is missing, as Spark reads it.
    static long number(Json.Struct object, String name) {
        return object.member(name) instanceof Json.Numeral number ? number.asLong() : 0;
    }
}
