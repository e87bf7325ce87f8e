// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// A configuration key that Spark 4.2 defines.
///
/// @param isStatic fixed when the server starts
/// @param kind what its values are: `boolean`, `int`, `long`, `double`, `bytes`, `time`, `zone`,
/// `string` or `one of A,B,C`
/// @param defaultValue null if it has none
record KnownKey(String name, boolean isStatic, String kind, @Nullable String defaultValue) {
    private static final List<String> RESOURCES =
            List.of("spark-configuration.tsv", "millrace-configuration.tsv");
    private static final String STATIC = "static ";
    private static final String OPTIONS = "one of ";
    private static final Pattern BYTES = Pattern.compile("-?[0-9]+(b|kb?|mb?|gb?|tb?|pb?)?");
    private static final Pattern TIME = Pattern.compile("-?[0-9]+(us|ms|s|m|min|h|d)?");

    /// All of Spark's SQL configuration keys and those of this engine, by name.
    static Map<String, KnownKey> all() {
        Map<String, KnownKey> keys = HashMap.newHashMap(800);
        RESOURCES.forEach(resource -> read(resource, keys));
        return Map.copyOf(keys);
    }

    private static void read(String resource, Map<String, KnownKey> keys) {
        try (InputStream stream = KnownKey.class.getResourceAsStream(resource);
                BufferedReader reader =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(stream, resource),
                                        StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    KnownKey key = parse(line);
                    keys.put(key.name, key);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KnownKey parse(String line) {
        List<String> parts = Arrays.asList(line.split("\t", -1));
        boolean isStatic = parts.get(1).startsWith(STATIC);
        String kind = isStatic ? parts.get(1).substring(STATIC.length()) : parts.get(1);
        return new KnownKey(parts.get(0), isStatic, kind, parts.size() > 2 ? parts.get(2) : null);
    }

    /// Refuses a value that is not of the key's kind with Spark's `INVALID_CONF_VALUE`.
    void check(String value) {
        String text = value.strip();
        switch (kind) {
            case "boolean" ->
                    require(text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"), value);
            case "int" -> require(parses(text, Integer::parseInt), value);
            case "long" -> require(parses(text, Long::parseLong), value);
            case "double" -> require(parses(text, Double::parseDouble), value);
            case "bytes" -> require(BYTES.matcher(text.toLowerCase(Locale.ROOT)).matches(), value);
            case "time" -> require(TIME.matcher(text.toLowerCase(Locale.ROOT)).matches(), value);
            case "zone" -> zone(value);
            case "string" -> {}
            default -> checkOption(value);
        }
    }

    private interface Parser {
        Object parse(String text);
    }

    private static boolean parses(String text, Parser parser) {
        try {
            parser.parse(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void require(boolean holds, String value) {
        if (!holds) {
            String type =
                    switch (kind) {
                        case "bytes" -> "bytes in BYTE";
                        case "time" -> "time in MILLISECONDS";
                        default -> kind;
                    };
            throw invalid("TYPE_MISMATCH", value)
                    .with("confType", type)
                    .text(prefix(value) + "It should be a/an '" + type + "' value.");
        }
    }

    private void zone(String value) {
        try {
            ZoneId.of(value, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw invalid("TIME_ZONE", value)
                    .cause(e)
                    .text(prefix(value) + "Cannot resolve the given timezone.");
        }
    }

    private void checkOption(String value) {
        String options = kind.substring(OPTIONS.length());
        if (Arrays.stream(options.split(",")).noneMatch(value.strip()::equalsIgnoreCase)) {
            String shown = options.replace(",", ", ");
            throw invalid("OUT_OF_RANGE_OF_OPTIONS", value)
                    .with("confOptions", shown)
                    .text(prefix(value) + "It should be one of '" + shown + "'.");
        }
    }

    private MillraceException.Builder invalid(String subcondition, String value) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT, "INVALID_CONF_VALUE." + subcondition, "22022")
                .with("confName", name)
                .with("confValue", value);
    }

    private String prefix(String value) {
        return "The value '" + value + "' in the config \"" + name + "\" is invalid. ";
    }
}
