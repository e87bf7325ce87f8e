// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;

import java.util.Arrays;

/// One number per row that orders rows, unsigned, as their first keys do, or leaves them equal.
///
/// Keys are packed one after the other, each into as few bits as the values that occur need: the
/// distance from the least of them, and a place for NULL. So three keys of a few thousand values
/// each are one number, and most orders need no other comparison. What does not fit any more gives
/// its upper bits. Of text it is the bytes after those with which all values begin.
final class KeyPrefixes {
    private final long[] prefixes;

    /// Bits of the number that the first 0, 1, 2, … keys take, for those that are in it wholly.
    private final int[] bitsOfFirst;

    private int exactKeys;
    private int usedBits;

    /// Numbers in the order of the values of the key at hand, signed; anything where it is NULL.
    private final long[] codes;

    private KeyPrefixes(int rowCount, int keyCount) {
        this.prefixes = new long[rowCount];
        this.codes = new long[rowCount];
        this.bitsOfFirst = new int[keyCount + 1];
    }

    /// @param ascending for each key
    /// @param nullsFirst for each key
    static KeyPrefixes of(
            Column[] columns, boolean[] ascending, boolean[] nullsFirst, int rowCount) {
        KeyPrefixes keys = new KeyPrefixes(rowCount, columns.length);
        boolean goesOn = true;
        for (int k = 0; k < columns.length && goesOn && rowCount > 0; k++) {
            goesOn = keys.pack(columns[k], keys.encode(columns[k]), ascending[k], nullsFirst[k]);
        }
        return keys;
    }

    /// By row.
    long[] prefixes() {
        return prefixes;
    }

    /// How many of the first keys are equal if the numbers are.
    int exactKeys() {
        return exactKeys;
    }

    /// Whether two rows have the same values in as many of the first keys as are given, which must
    /// not be more than `exactKeys`.
    boolean areEqual(int left, int right, int keys) {
        int bits = bitsOfFirst[keys];
        return bits == 0 || (prefixes[left] ^ prefixes[right]) >>> usedBits - bits == 0;
    }

    /// How the codes of a key relate to its values.
    private enum Codes {
        /// Equal codes, equal values.
        EXACT,
        /// Equal codes, but values may differ.
        COARSE,
        /// There are none for values of this type.
        NONE
    }

    private Codes encode(Column column) {
        return switch (column) {
            case NullColumn ignored -> Codes.EXACT;
            case BooleanColumn booleans -> {
                for (int i = 0; i < codes.length; i++) {
                    codes[i] = booleans.value(i) ? 1 : 0;
                }
                yield Codes.EXACT;
            }
            case IntColumn ints -> {
                int[] values = ints.values();
                for (int i = 0; i < codes.length; i++) {
                    codes[i] = values[i];
                }
                yield Codes.EXACT;
            }
            case LongColumn longs -> {
                System.arraycopy(longs.values(), 0, codes, 0, codes.length);
                yield Codes.EXACT;
            }
            case DoubleColumn doubles -> {
                for (int i = 0; i < codes.length; i++) {
                    long bits = Double.doubleToLongBits(doubles.value(i) + 0.0);
                    codes[i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
                }
                yield Codes.EXACT;
            }
            case DecimalColumn decimals -> encode(decimals);
            case BytesColumn bytes -> encode(bytes);
            default -> Codes.NONE;
        };
    }

    private Codes encode(DecimalColumn decimals) {
        boolean fits = true;
        for (int i = 0; i < codes.length && fits; i++) {
            fits = decimals.fitsLong(i) || decimals.isNull(i);
        }
        System.arraycopy(fits ? decimals.lows() : decimals.highs(), 0, codes, 0, codes.length);
        return fits ? Codes.EXACT : Codes.COARSE;
    }

    /// Eight bytes after those that all values begin with; or seven and the length, which decide,
    /// if no value is longer.
    private Codes encode(BytesColumn bytes) {
        int skipped = commonLength(bytes);
        int longest = 0;
        for (int i = 0; i < codes.length; i++) {
            longest = bytes.isNull(i) ? longest : Math.max(longest, bytes.length(i) - skipped);
        }
        boolean decides = longest < Long.BYTES;
        byte[] data = bytes.data();
        for (int i = 0; i < codes.length; i++) {
            if (bytes.isNull(i)) {
                continue;
            }
            int start = bytes.start(i) + skipped;
            int length = bytes.length(i) - skipped;
            long code = decides ? length : 0;
            for (int j = Math.min(Long.BYTES, length) - 1; j >= 0; j--) {
                code |= (data[start + j] & 0xffL) << 56 - 8 * j;
            }
            codes[i] = code ^ Long.MIN_VALUE;
        }
        return decides ? Codes.EXACT : Codes.COARSE;
    }

    /// How many bytes all values have in common at their begin.
    private int commonLength(BytesColumn bytes) {
        int first = 0;
        while (first < codes.length && bytes.isNull(first)) {
            first++;
        }
        if (first == codes.length) {
            return 0;
        }
        byte[] data = bytes.data();
        int start = bytes.start(first);
        int common = bytes.length(first);
        for (int i = first + 1; i < codes.length && common > 0; i++) {
            if (!bytes.isNull(i)) {
                int other = bytes.start(i);
                int length = Math.min(common, bytes.length(i));
                int differs =
                        Arrays.mismatch(data, start, start + length, data, other, other + length);
                common = differs < 0 ? length : differs;
            }
        }
        return common;
    }

    /// Adds the bits of a key; false if no other key can follow.
    private boolean pack(Column column, Codes kind, boolean ascending, boolean nullsFirst) {
        if (kind == Codes.NONE) {
            return false;
        }
        long[] validity = column.validity();
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < codes.length; i++) {
            if (validity == null || !column.isNull(i)) {
                least = Math.min(least, codes[i]);
                greatest = Math.max(greatest, codes[i]);
            }
        }
        if (least > greatest) {
            // NULL only.
            return isWhole(0, kind);
        }
        // Places are counted unsigned: codes may lie further apart than a long reaches.
        long range = greatest - least;
        boolean isWide = range == -1L && validity != null;
        int dropped = isWide ? 1 : 0;
        long places = (range >>> dropped) + (validity == null ? 0 : 1);
        int bits = Long.SIZE - Long.numberOfLeadingZeros(places);
        int taken = Math.min(bits, Long.SIZE - usedBits);
        if (taken == 0 && bits > 0) {
            return false;
        }
        long shiftOfValues = validity != null && nullsFirst ? 1 : 0;
        long placeOfNull = nullsFirst ? 0 : places;
        for (int i = 0; i < codes.length; i++) {
            long distance = ascending ? codes[i] - least : greatest - codes[i];
            long place =
                    validity != null && column.isNull(i)
                            ? placeOfNull
                            : (distance >>> dropped) + shiftOfValues;
            long kept = place >>> bits - taken;
            prefixes[i] = taken == Long.SIZE ? kept : prefixes[i] << taken | kept;
        }
        usedBits += taken;
        return isWhole(taken, isWide || taken < bits ? Codes.COARSE : kind);
    }

    /// Takes note of a key that has been added.
    private boolean isWhole(int bits, Codes kind) {
        if (kind != Codes.EXACT) {
            return false;
        }
        bitsOfFirst[exactKeys + 1] = bitsOfFirst[exactKeys] + bits;
        exactKeys++;
        return true;
    }
}
