// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Which explicit casts there are.
final class Casts {
    private Casts() {}

    /// @throws dev.millrace.spi.error.MillraceException DATATYPE_MISMATCH.CAST_…
    static void check(
            DataType from, DataType to, boolean ansi, String text, @Nullable Origin origin) {
        if (isAllowed(from, to, ansi)) {
            return;
        }
        if (ansi && Types.isNumeric(from) && to instanceof DataType.Date) {
            throw otherFunction(text, from, to, "`DATE_FROM_UNIX_DATE`", origin);
        }
        if (from instanceof DataType.Date && Types.isNumeric(to)) {
            throw otherFunction(text, from, to, "`UNIX_DATE`", origin);
        }
        if (ansi && (isAllowed(from, to, false) || isBytesOfNumber(from, to))) {
            throw onlyWithoutAnsi(text, from, to, origin);
        }
        throw TypeErrors.cast(text, from, to, origin);
    }

    private static boolean isBytesOfNumber(DataType from, DataType to) {
        return Types.isIntegral(from) && to instanceof DataType.Binary;
    }

    private static MillraceException otherFunction(
            String text, DataType from, DataType to, String function, @Nullable Origin origin) {
        return TypeErrors.mismatch("CAST_WITH_FUNC_SUGGESTION", text, origin)
                .with("srcType", TypeErrors.quoted(from))
                .with("targetType", TypeErrors.quoted(to))
                .with("functionNames", function)
                .text(
                        TypeErrors.cannotResolve(text)
                                + "cannot cast "
                                + TypeErrors.quoted(from)
                                + " to "
                                + TypeErrors.quoted(to)
                                + ".\nTo convert values from "
                                + TypeErrors.quoted(from)
                                + " to "
                                + TypeErrors.quoted(to)
                                + ", you can use the functions "
                                + function
                                + " instead.");
    }

    private static MillraceException onlyWithoutAnsi(
            String text, DataType from, DataType to, @Nullable Origin origin) {
        String types = TypeErrors.quoted(from) + " to " + TypeErrors.quoted(to);
        return TypeErrors.mismatch("CAST_WITH_CONF_SUGGESTION", text, origin)
                .with("srcType", TypeErrors.quoted(from))
                .with("targetType", TypeErrors.quoted(to))
                .with("config", "\"spark.sql.ansi.enabled\"")
                .with("configVal", "'false'")
                .text(
                        TypeErrors.cannotResolve(text)
                                + "cannot cast "
                                + types
                                + " with ANSI mode on.\nIf you have to cast "
                                + types
                                + ", you can set \"spark.sql.ansi.enabled\" as 'false'.");
    }

    static boolean isAllowed(DataType from, DataType to, boolean ansi) {
        if (Types.sameShape(from, to) || Types.isNull(from) || Types.isText(to)) {
            return true;
        }
        if (Types.isNested(from) || Types.isNested(to)) {
            return isAllowedNested(from, to, ansi);
        }
        if (Types.isText(from)) {
            return !Types.isNull(to);
        }
        if (Types.isTimeOfDay(from)) {
            return Types.isTimeOfDay(to) || Types.isIntegral(to) || to instanceof DataType.Decimal;
        }
        if (Types.isNumeric(from) || from instanceof DataType.Bool) {
            boolean toNumber = Types.isNumeric(to) || to instanceof DataType.Bool;
            boolean toTime = to instanceof DataType.Timestamp && (Types.isNumeric(from) || !ansi);
            boolean toInterval = isExact(from) && isOfUnits(to);
            return toNumber || toTime || toInterval;
        }
        if (Types.isDatetime(from)) {
            boolean toNumber =
                    from instanceof DataType.Timestamp
                            && (Types.isNumeric(to) || (!ansi && to instanceof DataType.Bool));
            return Types.isDatetime(to) || toNumber || !ansi && isAlwaysNull(from, to);
        }
        return isOfUnits(from) && isExact(to)
                || Types.isInterval(from) && from.getClass() == to.getClass();
    }

    /// True for casts that Spark allows without ANSI and that have no value.
    static boolean isAlwaysNull(DataType from, DataType to) {
        return from instanceof DataType.Date
                && (Types.isNumeric(to) || to instanceof DataType.Bool);
    }

    private static boolean isOfUnits(DataType type) {
        return Types.isInterval(type) && !(type instanceof DataType.CalendarInterval);
    }

    private static boolean isExact(DataType type) {
        return Types.isIntegral(type) || type instanceof DataType.Decimal;
    }

    private static boolean isAllowedNested(DataType from, DataType to, boolean ansi) {
        if (from instanceof DataType.Array a && to instanceof DataType.Array b) {
            return isAllowed(a.element(), b.element(), ansi);
        }
        if (from instanceof DataType.Map a && to instanceof DataType.Map b) {
            return isAllowed(a.key(), b.key(), ansi) && isAllowed(a.value(), b.value(), ansi);
        }
        if (from instanceof DataType.Struct a && to instanceof DataType.Struct b) {
            boolean allowed = a.size() == b.size();
            for (int i = 0; allowed && i < a.size(); i++) {
                allowed = isAllowed(a.field(i).type(), b.field(i).type(), ansi);
            }
            return allowed;
        }
        return false;
    }
}
