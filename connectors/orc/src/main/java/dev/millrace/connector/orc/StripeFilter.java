// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Tells from the statistics of a stripe whether any row of it can match.
final class StripeFilter {
    /// 1582-10-15, in days since 1970.
    private static final long GREGORIAN_SINCE = -141_427;

    private static final int INTEGERS = 2;
    private static final int TEXTS = 4;
    private static final int DATES = 7;
    private static final int HAS_NULL = 10;

    private final OrcTail tail;
    private final DataType.Struct schema;
    private final List<ColumnPredicate> predicates;
    private final List<List<Proto>> statistics;

    private StripeFilter(
            OrcTail tail,
            DataType.Struct schema,
            List<ColumnPredicate> predicates,
            List<List<Proto>> statistics) {
        this.tail = tail;
        this.schema = schema;
        this.predicates = predicates;
        this.statistics = statistics;
    }

    /// Reads the statistics, if there is anything to ask them.
    static StripeFilter of(
            FileInput file, OrcTail tail, DataType.Struct schema, List<ColumnPredicate> predicates)
            throws IOException {
        return new StripeFilter(
                tail,
                schema,
                predicates,
                predicates.isEmpty() ? List.of() : tail.stripeStatistics(file));
    }

    /// @param stripe its number in the file
    boolean mayMatch(int stripe) throws IOException {
        if (stripe >= statistics.size()) {
            return true;
        }
        for (ColumnPredicate predicate : predicates) {
            OrcType column = column(predicate.column());
            int field = schema.indexOf(predicate.column());
            if (column != null
                    && field >= 0
                    && column.id() < statistics.get(stripe).size()
                    && !mayMatch(
                            predicate,
                            schema.field(field).type(),
                            column,
                            statistics.get(stripe).get(column.id()))) {
                return false;
            }
        }
        return true;
    }

    /// The column that is read by this name; null if names say nothing, as in files of Hive.
    private @Nullable OrcType column(String name) {
        if (name.startsWith("_col")) {
            return null;
        }
        int place = tail.root().names().indexOf(name);
        return place < 0 ? null : tail.root().children().get(place);
    }

    private boolean mayMatch(
            ColumnPredicate predicate, DataType type, OrcType column, Proto statistics)
            throws IOException {
        boolean hasValues = !statistics.has(1) || statistics.number(1) > 0;
        return switch (predicate) {
            case ColumnPredicate.IsNull ignored ->
                    !statistics.has(HAS_NULL) || statistics.number(HAS_NULL) != 0;
            case ColumnPredicate.IsNotNull ignored -> hasValues;
            case ColumnPredicate.Compare compare ->
                    hasValues
                            && mayMatch(
                                    compare.operator(), compare.value(), type, column, statistics);
            case ColumnPredicate.In in -> {
                boolean isFound = false;
                for (Object value : in.values()) {
                    isFound |=
                            hasValues
                                    && mayMatch(
                                            ColumnPredicate.Operator.EQUAL,
                                            value,
                                            type,
                                            column,
                                            statistics);
                }
                yield isFound;
            }
        };
    }

    private boolean mayMatch(
            ColumnPredicate.Operator operator,
            Object value,
            DataType type,
            OrcType column,
            Proto statistics)
            throws IOException {
        return switch (column.kind()) {
            case BYTE, SHORT, INT, LONG ->
                    !isWhole(type) || whole(operator, value, bounds(statistics, INTEGERS));
            case DATE ->
                    !(type instanceof DataType.Date)
                            || date(operator, value, bounds(statistics, DATES));
            case STRING ->
                    !(type instanceof DataType.Text)
                            || text(operator, value, bounds(statistics, TEXTS));
            default -> true;
        };
    }

    private static boolean isWhole(DataType type) {
        return type instanceof DataType.Int8
                || type instanceof DataType.Int16
                || type instanceof DataType.Int32
                || type instanceof DataType.Int64;
    }

    /// The least and the greatest value, as fields 1 and 2; null if they are not both told.
    private static @Nullable Proto bounds(Proto statistics, int kind) throws IOException {
        List<Proto> messages = statistics.messages(kind);
        Proto bounds = messages.isEmpty() ? null : messages.getLast();
        return bounds != null && bounds.has(1) && bounds.has(2) ? bounds : null;
    }

    /// Days before the change of calendars stand for others in most files.
    private boolean date(ColumnPredicate.Operator operator, Object value, @Nullable Proto bounds) {
        boolean isSure =
                bounds != null
                        && (tail.isProleptic() || unfolded(bounds.number(1)) >= GREGORIAN_SINCE);
        return !isSure || whole(operator, value, bounds);
    }

    private static boolean whole(
            ColumnPredicate.Operator operator, Object value, @Nullable Proto bounds) {
        if (bounds == null || !(value instanceof Number number)) {
            return true;
        }
        long wanted = number.longValue();
        return operator.mayMatch(
                Long.compare(unfolded(bounds.number(1)), wanted),
                Long.compare(unfolded(bounds.number(2)), wanted));
    }

    /// Signed numbers alternate: 0, -1, 1, -2, …
    private static long unfolded(long number) {
        return (number >>> 1) ^ -(number & 1);
    }

    private static boolean text(
            ColumnPredicate.Operator operator, Object value, @Nullable Proto bounds) {
        if (bounds == null) {
            return true;
        }
        byte[] wanted = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        return operator.mayMatch(
                Arrays.compareUnsigned(bounds.parts(1).getLast(), wanted),
                Arrays.compareUnsigned(bounds.parts(2).getLast(), wanted));
    }
}
