// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// The common type of two types. Every method answers null if there is none.
final class Widening {
    private final boolean ansi;

    Widening(boolean ansi) {
        this.ansi = ansi;
    }

    /// The common type without loss and without strings: what comparisons and `greatest` use.
    @Nullable DataType tightest(DataType left, DataType right) {
        DataType simple = tightestSimple(left, right);
        return simple != null ? simple : nested(left, right, this::tightestOrThrow);
    }

    /// The common type that `coalesce`, CASE, IN, UNION and arrays use: decimals and doubles mix,
    /// strings give way (ANSI) or win.
    @Nullable DataType wider(DataType left, DataType right) {
        DataType simple = tightestSimple(left, right);
        if (simple == null) {
            simple = withDecimal(left, right);
        }
        if (simple == null) {
            simple = withText(left, right);
        }
        return simple != null ? simple : nested(left, right, this::widerOrThrow);
    }

    /// The common type with decimals mixed in but without strings: what `greatest` uses.
    @Nullable DataType widerWithoutText(DataType left, DataType right) {
        DataType simple = tightestSimple(left, right);
        if (simple == null) {
            simple = withDecimal(left, right);
        }
        return simple != null ? simple : nested(left, right, this::tightestOrThrow);
    }

    @Nullable DataType wider(List<DataType> types) {
        DataType common = DataType.NULL;
        for (DataType type : types) {
            DataType next = wider(common, type);
            if (next == null) {
                return null;
            }
            common = next;
        }
        return common;
    }

    /// What a string becomes beside another type in an operator under ANSI, null if undecided.
    @Nullable DataType withText(DataType left, DataType right) {
        if (left instanceof DataType.Text) {
            return besideText(right);
        }
        return right instanceof DataType.Text ? besideText(left) : null;
    }

    private @Nullable DataType besideText(DataType other) {
        if (Types.isNull(other) || Types.isText(other)) {
            return DataType.STRING;
        }
        if (!ansi) {
            return Types.isAtomic(other)
                            && !(other instanceof DataType.Binary)
                            && !(other instanceof DataType.Bool)
                    ? DataType.STRING
                    : null;
        }
        if (Types.isIntegral(other)) {
            return DataType.LONG;
        }
        if (Types.isNumeric(other)) {
            return DataType.DOUBLE;
        }
        return Types.isAtomic(other) && !Types.isInterval(other) ? other : null;
    }

    private @Nullable DataType tightestSimple(DataType left, DataType right) {
        if (left.equals(right) || Types.isNull(right)) {
            return left;
        }
        if (Types.isNull(left)) {
            return right;
        }
        int leftRank = Types.rank(left);
        int rightRank = Types.rank(right);
        if (leftRank >= 0 && rightRank >= 0) {
            DataType larger = leftRank > rightRank ? left : right;
            return ansi && larger instanceof DataType.Float32 ? DataType.DOUBLE : larger;
        }
        if (left instanceof DataType.Decimal decimal && holds(decimal, right)) {
            return left;
        }
        if (right instanceof DataType.Decimal decimal && holds(decimal, left)) {
            return right;
        }
        if (Types.isDatetime(left) && Types.isDatetime(right)) {
            return widerDatetime(left, right);
        }
        return widerInterval(left, right);
    }

    /// The decimal has room for every value of the integral type.
    static boolean holds(DataType.Decimal decimal, DataType other) {
        DataType.Decimal needed = Decimals.forIntegral(other);
        return needed != null && decimal.precision() - decimal.scale() >= needed.precision();
    }

    private static DataType widerDatetime(DataType left, DataType right) {
        return left instanceof DataType.Timestamp || right instanceof DataType.Timestamp
                ? DataType.TIMESTAMP
                : DataType.TIMESTAMP_NTZ;
    }

    private static @Nullable DataType widerInterval(DataType left, DataType right) {
        if (left instanceof DataType.DayTimeInterval a
                && right instanceof DataType.DayTimeInterval b) {
            return new DataType.DayTimeInterval(
                    Math.min(a.start(), b.start()), Math.max(a.end(), b.end()));
        }
        if (left instanceof DataType.YearMonthInterval a
                && right instanceof DataType.YearMonthInterval b) {
            return new DataType.YearMonthInterval(
                    Math.min(a.start(), b.start()), Math.max(a.end(), b.end()));
        }
        return null;
    }

    private static @Nullable DataType withDecimal(DataType left, DataType right) {
        if (left instanceof DataType.Decimal a) {
            if (right instanceof DataType.Decimal b) {
                return Decimals.wider(a, b);
            }
            DataType.Decimal integral = Decimals.forIntegral(right);
            if (integral != null) {
                return Decimals.wider(a, integral);
            }
            return Types.isFloating(right) ? DataType.DOUBLE : null;
        }
        return right instanceof DataType.Decimal ? withDecimal(right, left) : null;
    }

    private static final class NoCommonType extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoCommonType() {
            super("no common type", null, false, false);
        }
    }

    private DataType tightestOrThrow(DataType left, DataType right) {
        DataType type = tightest(left, right);
        if (type == null) {
            throw new NoCommonType();
        }
        return type;
    }

    private DataType widerOrThrow(DataType left, DataType right) {
        DataType type = wider(left, right);
        if (type == null) {
            throw new NoCommonType();
        }
        return type;
    }

    private static @Nullable DataType nested(
            DataType left, DataType right, BinaryOperator<DataType> widen) {
        try {
            if (left instanceof DataType.Array a && right instanceof DataType.Array b) {
                return new DataType.Array(
                        widen.apply(a.element(), b.element()),
                        a.containsNull() || b.containsNull());
            }
            if (left instanceof DataType.Map a && right instanceof DataType.Map b) {
                return new DataType.Map(
                        widen.apply(a.key(), b.key()),
                        widen.apply(a.value(), b.value()),
                        a.valueContainsNull() || b.valueContainsNull());
            }
            if (left instanceof DataType.Struct a
                    && right instanceof DataType.Struct b
                    && a.size() == b.size()) {
                return struct(a, b, widen);
            }
            return null;
        } catch (NoCommonType e) {
            return null;
        }
    }

    private static @Nullable DataType struct(
            DataType.Struct left, DataType.Struct right, BinaryOperator<DataType> widen) {
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            StructField a = left.field(i);
            StructField b = right.field(i);
            if (!a.name().equalsIgnoreCase(b.name())) {
                return null;
            }
            fields.add(
                    new StructField(
                            a.name(),
                            widen.apply(a.type(), b.type()),
                            a.nullable() || b.nullable()));
        }
        return new DataType.Struct(fields);
    }
}
