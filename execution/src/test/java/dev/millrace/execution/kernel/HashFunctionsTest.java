// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Hash functions. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class HashFunctionsTest {
    @Test
    void hashGivesWhatSparkGives() {
        check("-559580957", call("hash", DataType.INTEGER, integer(1)));
        check("1322437556", call("hash", DataType.INTEGER, text("abc")));
        check(
                "-1536290115",
                call("hash", DataType.INTEGER, cast(decimal("1.23"), new DataType.Decimal(20, 2))));
        check("-221251528", call("hash", DataType.INTEGER, cast(decimal("1.5"), DataType.FLOAT)));
    }

    @Test
    void xxhash64GivesWhatSparkGives() {
        check("-6698625589789238999", call("xxhash64", DataType.LONG, integer(1)));
        check("1423657621850124518", call("xxhash64", DataType.LONG, text("abc")));
        check(
                "5166584637738101005",
                call(
                        "xxhash64",
                        DataType.LONG,
                        text("hello world this is a long string over thirty two bytes")));
        check(
                "7251454985539650037",
                call(
                        "xxhash64",
                        DataType.LONG,
                        bigint(1L),
                        text("abc"),
                        literal(null, DataType.NULL),
                        real(2.5d)));
        check(
                "-6698625589789238999",
                call("xxhash64", DataType.LONG, literal(true, DataType.BOOLEAN)));
        check(
                "-7444071767201028348",
                call("xxhash64", DataType.LONG, literal(new byte[] {}, DataType.BINARY)));
        check(
                "-3178482946328430151",
                call(
                        "xxhash64",
                        DataType.LONG,
                        cast(decimal("1.23"), new DataType.Decimal(10, 2))));
        check(
                "1973765065063347049",
                call(
                        "xxhash64",
                        DataType.LONG,
                        cast(decimal("1.23"), new DataType.Decimal(30, 2))));
    }

    @Test
    void md5GivesWhatSparkGives() {
        check(
                "900150983cd24fb0d6963f7d28e17f72",
                call("md5", DataType.STRING, cast(text("abc"), DataType.BINARY)));
    }

    @Test
    void sha1GivesWhatSparkGives() {
        check(
                "a9993e364706816aba3e25717850c26c9cd0d89d",
                call("sha1", DataType.STRING, cast(text("abc"), DataType.BINARY)));
    }

    @Test
    void sha2GivesWhatSparkGives() {
        check(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                call("sha2", DataType.STRING, cast(text("abc"), DataType.BINARY), integer(256)));
        check(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                call("sha2", DataType.STRING, cast(text("abc"), DataType.BINARY), integer(0)));
        check(
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                call("sha2", DataType.STRING, cast(text("abc"), DataType.BINARY), integer(512)));
        check(
                "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
                call("sha2", DataType.STRING, cast(text("abc"), DataType.BINARY), integer(224)));
    }

    @Test
    void sha2IsNullWhereSparkGivesNull() {
        check(null, call("sha2", DataType.STRING, cast(text("abc"), DataType.BINARY), integer(1)));
    }

    @Test
    void crc32GivesWhatSparkGives() {
        check("891568578", call("crc32", DataType.LONG, cast(text("abc"), DataType.BINARY)));
    }

    /// The vectors of the checkpoint format: a key's hash decides its state partition.
    @Test
    void murmur3GivesThePartitionsOfSpark() {
        check("-559580957", hash(integer(1)));
        check("-1712319331", hash(bigint(1L)));
        check("1322437556", hash(text("abc")));
        check("142593372", hash(text("")));
        check("1290763749", hash(real(1.5)));
        check("-221251528", hash(literal(1.5, DataType.FLOAT)));
        check("-46242105", hash(decimal("1.23", 10, 2)));
        check("1285747285", hash(decimal("-1.23", 30, 2)));
        check("-559580957", hash(literal(true, DataType.BOOLEAN)));
        check("-456589419", hash(date("2024-01-01")));
        check("296396026", hash(timestamp("2024-01-01 10:00:00")));
        check(
                "-222940379",
                hash(literal(List.of(1, 2), new DataType.Array(DataType.INTEGER, true))));
        check("42", hash(literal(null, DataType.NULL)));
        check(
                "-287461853",
                hash(text("héllo wörld"), integer(7), literal(null, DataType.STRING), bigint(2L)));
        check("-1670924195", hash(real(-0.0)));
        DataType struct =
                DataType.Struct.of(
                        new StructField("a", DataType.LONG), new StructField("b", DataType.STRING));
        check("-568878147", hash(literal(List.of(1L, "z"), struct)));
    }

    @Test
    void partitionsAreNeverNegative() {
        var column = new dev.millrace.spi.column.IntColumn(new int[] {1, 2, 3, -4}, null);
        int[] partitions =
                dev.millrace.execution.kernel.hash.Murmur3.partitions(
                        List.of(column), List.of(DataType.INTEGER), 4, 5);
        // -559580957 modulo 5 is 3
        assertThat(partitions[0]).isEqualTo(3);
        for (int partition : partitions) {
            assertThat(partition).isBetween(0, 4);
        }
    }

    private static Expression hash(Expression... arguments) {
        return call("hash", DataType.INTEGER, arguments);
    }
}
