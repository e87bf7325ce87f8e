// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A session's configuration. Thread-safe: every key for itself.
final class SessionConfiguration implements Configuration {
    static final String TIME_ZONE = "spark.sql.session.timeZone";

    private final Map<String, KnownKey> known;
    private final Map<String, String> defaults;
    private final Map<String, String> values = new ConcurrentHashMap<>();

    /// @param known Spark's keys
    /// @param defaults the server's values, over Spark's defaults
    SessionConfiguration(Map<String, KnownKey> known, Map<String, String> defaults) {
        this.known = known;
        this.defaults = defaults;
    }

    /// An independent configuration with the same values.
    SessionConfiguration copy() {
        SessionConfiguration copy = new SessionConfiguration(known, defaults);
        copy.values.putAll(values);
        return copy;
    }

    @Override
    public @Nullable String value(String key) {
        String value = values.get(key);
        return value != null ? value : fallback(key);
    }

    @Override
    public void set(String key, String value) {
        KnownKey definition = known.get(key);
        if (definition != null) {
            refuseStatic(definition);
            definition.check(value);
            UnfollowedSettings.check(definition, value);
        }
        values.put(key, value);
    }

    @Override
    public void unset(String key) {
        KnownKey definition = known.get(key);
        if (definition != null) {
            refuseStatic(definition);
        }
        values.remove(key);
    }

    /// Forgets everything that the session set.
    void reset() {
        values.clear();
    }

    @Override
    public boolean isModifiable(String key) {
        KnownKey definition = known.get(key);
        return definition != null && !definition.isStatic();
    }

    @Override
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        known.values()
                .forEach(
                        key -> {
                            String value =
                                    key.name().startsWith(prefix) ? fallback(key.name()) : null;
                            if (value != null) {
                                found.put(key.name(), value);
                            }
                        });
        addWithPrefix(defaults, prefix, found);
        addWithPrefix(values, prefix, found);
        return found;
    }

    /// What the session set and what the server gave it, without Spark's defaults.
    Map<String, String> explicit() {
        Map<String, String> found = new TreeMap<>(defaults);
        found.putAll(values);
        return found;
    }

    /// What was set to something else than Spark's default, and keys that Spark does not know.
    Map<String, String> changed() {
        Map<String, String> found = explicit();
        found.entrySet()
                .removeIf(
                        entry -> {
                            KnownKey key = known.get(entry.getKey());
                            String given = entry.getValue().strip();
                            return key != null && given.equalsIgnoreCase(key.defaultValue());
                        });
        return found;
    }

    /// What analysis goes by.
    AnalysisSettings analysis() {
        return new AnalysisSettings(
                flag("spark.sql.ansi.enabled"),
                flag("spark.sql.caseSensitive"),
                timeZone(),
                "TIMESTAMP_NTZ".equalsIgnoreCase(value("spark.sql.timestampType")),
                flag("spark.sql.timeType.enabled"));
    }

    /// What must be kept with a view for its query to mean the same later: all SQL settings of the
    /// session, and those that decide about every query.
    Map<String, String> ofViews() {
        Map<String, String> kept = new TreeMap<>();
        values.forEach(
                (key, value) -> {
                    if (key.startsWith("spark.sql.") && !key.startsWith("spark.sql.streaming.")) {
                        kept.put(key, value);
                    }
                });
        for (String key : List.of("spark.sql.ansi.enabled", TIME_ZONE)) {
            kept.put(key, String.valueOf(value(key)));
        }
        return kept;
    }

    /// A configuration with these values over the defaults.
    SessionConfiguration with(Map<String, String> others) {
        SessionConfiguration configuration = new SessionConfiguration(known, defaults);
        configuration.values.putAll(others);
        return configuration;
    }

    ZoneId timeZone() {
        String zone = value(TIME_ZONE);
        return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone, ZoneId.SHORT_IDS);
    }

    boolean flag(String key) {
        return Boolean.parseBoolean(value(key));
    }

    private @Nullable String fallback(String key) {
        String value = defaults.get(key);
        if (value != null) {
            return value;
        }
        if (key.equals(TIME_ZONE)) {
            return ZoneId.systemDefault().getId();
        }
        KnownKey definition = known.get(key);
        return definition == null ? null : definition.defaultValue();
    }

    private static void addWithPrefix(
            Map<String, String> from, String prefix, Map<String, String> to) {
        from.forEach(
                (key, value) -> {
                    if (key.startsWith(prefix)) {
                        to.put(key, value);
                    }
                });
    }

    private static void refuseStatic(KnownKey key) {
        if (key.isStatic()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "CANNOT_MODIFY_STATIC_CONFIG", "46110")
                    .with("key", "\"" + key.name() + "\"")
                    .text(
                            "Cannot modify the value of the static Spark config: \""
                                    + key.name()
                                    + "\".");
        }
    }
}
