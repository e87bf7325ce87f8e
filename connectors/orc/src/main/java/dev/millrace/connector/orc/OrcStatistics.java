// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

/// What readers may know of a column without reading it: how many values it has, and the least and
/// the greatest of integers.
final class OrcStatistics {
    private final OrcType.Kind kind;
    private long values;
    private boolean hasNull;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    OrcStatistics(OrcType.Kind kind) {
        this.kind = kind;
    }

    boolean hasNull() {
        return hasNull;
    }

    void addNull() {
        hasNull = true;
    }

    void add() {
        values++;
    }

    void add(long value) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    void addAll(OrcStatistics other) {
        values += other.values;
        hasNull |= other.hasNull;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
    }

    void clear() {
        values = 0;
        hasNull = false;
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }

    ProtoOutput message() {
        ProtoOutput message = new ProtoOutput().number(1, values);
        if (values > 0) {
            ProtoOutput bounds = new ProtoOutput().signed(1, least).signed(2, greatest);
            switch (kind) {
                case BYTE, SHORT, INT, LONG -> message.message(2, bounds);
                case DATE -> message.message(7, bounds);
                default -> {
                    // Only their number is told.
                }
            }
        }
        return message.number(10, hasNull ? 1 : 0);
    }
}
