// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.error;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An error that a user can cause or must see.
///
/// It carries the name of Spark's error condition (`UNRESOLVED_COLUMN.WITH_SUGGESTION`), its
/// SQLSTATE and its message parameters: a JVM client renders the text from these three with its own
/// catalogue, so the parameters must be
/// complete. `getMessage()` is the text without the leading `[CONDITION]` and the trailing
/// `SQLSTATE: …`, which the front door adds. A condition of `null` means that Spark has none for
/// it;
/// then the text alone is shown.
public final class MillraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final @Nullable String condition;
    private final @Nullable String sqlState;
    private final transient Map<String, String> parameters;
    private final transient @Nullable QueryContext context;
    private final @Nullable String position;

    private MillraceException(Builder builder, String text) {
        super(text, builder.cause);
        this.kind = builder.kind;
        this.condition = builder.condition;
        this.sqlState = builder.sqlState;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(builder.parameters));
        this.context = builder.context;
        this.position = builder.position;
    }

    /// Starts an error with Spark's condition and SQLSTATE (null for the few that have none).
    public static Builder of(ErrorKind kind, String condition, @Nullable String sqlState) {
        return new Builder(kind, condition, sqlState);
    }

    /// Starts an error for which Spark's catalogue has no condition.
    public static Builder of(ErrorKind kind) {
        return new Builder(kind, null, null);
    }

    /// The refusal of something that Spark has and Millrace has not. Never raised after data was
    /// touched.
    ///
    /// @param feature what it is, by the name a user knows it by: `` function `xpath` ``, `trigger
    /// Continuous`
    public static MillraceException unsupported(String feature) {
        return of(ErrorKind.UNSUPPORTED).text("Millrace does not support " + feature + " yet.");
    }

    /// A broken invariant of the engine itself: not the user's fault.
    public static IllegalStateException bug(String text) {
        return new IllegalStateException("bug in Millrace: " + text);
    }

    public ErrorKind kind() {
        return kind;
    }

    /// Spark's name of the condition, with its sub-condition after a dot; null if Spark has none.
    public @Nullable String condition() {
        return condition;
    }

    public @Nullable String sqlState() {
        return sqlState;
    }

    /// The named values of the condition's message template, in the order given.
    public Map<String, String> parameters() {
        return parameters;
    }

    /// The place in the SQL text or the DataFrame call, if known.
    public @Nullable QueryContext context() {
        return context;
    }

    /// For syntax errors, what Spark writes behind the SQLSTATE: ` (line 1, pos 7)` and the SQL
    /// text
    /// with a mark under the place. Such errors have no context.
    public @Nullable String position() {
        return position;
    }

    /// The text as Spark shows it: `[CONDITION] text SQLSTATE: 12345`, followed by the place in the
    /// SQL text if it is known. Conditions of Spark's legacy catalogue are not shown.
    public String fullText() {
        String text = String.valueOf(getMessage());
        if (condition != null && !condition.startsWith("_LEGACY_ERROR_TEMP_")) {
            text =
                    "["
                            + condition
                            + "] "
                            + text
                            + (sqlState == null ? "" : " SQLSTATE: " + sqlState);
        }
        if (position != null) {
            return text + position;
        }
        return context == null ? text : text + "\n" + context.summary();
    }

    /// A fragment of the SQL text that an error is about.
    ///
    /// @param startIndex offset of the first character in the whole text, from 0
    /// @param stopIndex offset of the last character
    public record QueryContext(int startIndex, int stopIndex, String fragment, String summary) {}

    /// Collects the parts of an error.
    public static final class Builder {
        private final ErrorKind kind;
        private final @Nullable String condition;
        private final @Nullable String sqlState;
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private @Nullable Throwable cause;
        private @Nullable QueryContext context;
        private @Nullable String position;

        private Builder(ErrorKind kind, @Nullable String condition, @Nullable String sqlState) {
            this.kind = kind;
            this.condition = condition;
            this.sqlState = sqlState;
        }

        public Builder with(String parameter, Object value) {
            parameters.put(parameter, String.valueOf(value));
            return this;
        }

        public Builder cause(@Nullable Throwable value) {
            cause = value;
            return this;
        }

        public Builder context(@Nullable QueryContext value) {
            context = value;
            return this;
        }

        public Builder position(@Nullable String value) {
            position = value;
            return this;
        }

        /// Finishes the error. `text` is Spark's message for the condition with the parameters
        /// filled in.
        public MillraceException text(String text) {
            return new MillraceException(this, text);
        }
    }
}
