// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which types an argument may have, and what others are converted to.
public sealed interface ArgumentRule {
    ArgumentRule ANY = new Matching("ANY", t -> true, DataType.NULL);
    ArgumentRule TEXT = new OneOf(DataType.STRING);
    ArgumentRule BINARY = new OneOf(DataType.BINARY);
    ArgumentRule BOOLEAN = new OneOf(DataType.BOOLEAN);
    ArgumentRule INTEGER = new OneOf(DataType.INTEGER);
    ArgumentRule LONG = new OneOf(DataType.LONG);
    ArgumentRule DOUBLE = new OneOf(DataType.DOUBLE);
    ArgumentRule DATE = new OneOf(DataType.DATE);
    ArgumentRule TIMESTAMP = new OneOf(DataType.TIMESTAMP);
    ArgumentRule ANY_TIMESTAMP = new AnyTimestamp();
    ArgumentRule TEXT_OR_BINARY = new OneOf(DataType.STRING, DataType.BINARY);
    ArgumentRule NUMERIC = new Matching("NUMERIC", Types::isNumeric, DataType.DOUBLE);
    ArgumentRule INTEGRAL = new Matching("INTEGRAL", Types::isIntegral, DataType.LONG);
    ArgumentRule ARRAY = new Matching("ARRAY", t -> t instanceof DataType.Array, null);
    ArgumentRule MAP = new Matching("MAP", t -> t instanceof DataType.Map, null);
    ArgumentRule STRUCT = new Matching("STRUCT", t -> t instanceof DataType.Struct, null);
    ArgumentRule ORDERABLE = new Matching("ORDERABLE", Types::isOrderable, DataType.NULL);

    /// The type that an argument of type `given` is converted to (often the same), null if it is
    /// refused.
    @Nullable DataType target(DataType given, Coercion coercion);

    /// How messages name what is wanted: `"STRING"`, `("STRING" or "BINARY")`.
    String required();

    /// Exactly these types; others become the first one they convert to.
    record OneOf(DataType... types) implements ArgumentRule {
        @Override
        public @Nullable DataType target(DataType given, Coercion coercion) {
            for (DataType type : types) {
                if (Types.sameShape(type, given)) {
                    return given;
                }
            }
            for (DataType type : types) {
                DataType converted = coercion.implicit(given, type);
                if (converted != null) {
                    return converted;
                }
            }
            return null;
        }

        @Override
        public String required() {
            String names =
                    Arrays.stream(types)
                            .map(t -> "\"" + t.sqlName() + "\"")
                            .collect(Collectors.joining(" or "));
            return types.length == 1 ? names : "(" + names + ")";
        }
    }

    /// A timestamp with or without a zone; others become one with a zone.
    record AnyTimestamp() implements ArgumentRule {
        private static final ArgumentRule EITHER =
                new OneOf(DataType.TIMESTAMP, DataType.TIMESTAMP_NTZ);

        @Override
        public @Nullable DataType target(DataType given, Coercion coercion) {
            return EITHER.target(given, coercion);
        }

        @Override
        public String required() {
            return "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"";
        }
    }

    /// A family of types.
    ///
    /// @param ofText what strings become, null if they are refused; the type NULL stays, and is
    /// accepted, if the family has it
    record Matching(String family, Predicate<DataType> accepts, @Nullable DataType ofText)
            implements ArgumentRule {
        @Override
        public @Nullable DataType target(DataType given, Coercion coercion) {
            if (accepts.test(given)) {
                return given;
            }
            if (Types.isNull(given)) {
                return ofText == null ? given : ofText;
            }
            return Types.isText(given) ? ofText : null;
        }

        @Override
        public String required() {
            String quoted = "\"" + family + "\"";
            return family.contains(" or ") ? "(" + quoted + ")" : quoted;
        }
    }
}
