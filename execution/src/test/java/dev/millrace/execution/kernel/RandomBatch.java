// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A batch of random columns with NULLs, and with the values at which kernels go wrong more often
/// than chance would give them. One seed gives one batch.
final class RandomBatch {
    private final Random random;
    private final List<Attribute> attributes = new ArrayList<>();
    private final ColumnBatch batch;

    RandomBatch(long seed, int rowCount, List<? extends DataType> types) {
        random = new Random(seed);
        List<Column> columns = new ArrayList<>();
        for (DataType type : types) {
            ColumnBuilder builder = ColumnBuilder.of(type);
            for (int i = 0; i < rowCount; i++) {
                builder.appendBoxed(random.nextInt(6) == 0 ? null : any(type));
            }
            columns.add(builder.build());
            attributes.add(new Attribute(attributes.size(), "c", type, true));
        }
        batch = new ColumnBatch(rowCount, columns);
    }

    Attribute attribute(int index) {
        return attributes.get(index);
    }

    List<Attribute> attributes() {
        return attributes;
    }

    ColumnBatch batch() {
        return batch;
    }

    @Nullable Object value(int column, int row) {
        return BoxedValues.read(batch.column(column), attributes.get(column).type(), row);
    }

    Column evaluate(Expression expression) {
        return ExpressionCompiler.compile(expression, attributes)
                .evaluate(batch, Expressions.context("UTC"));
    }

    private Object any(DataType type) {
        return switch (type) {
            case DataType.Bool ignored -> random.nextBoolean();
            case DataType.Int8 ignored -> (int) (byte) integer();
            case DataType.Int16 ignored -> (int) (short) integer();
            case DataType.Int64 ignored -> pick((long) integer(), Long.MIN_VALUE, Long.MAX_VALUE);
            case DataType.Float32 ignored -> (double) (float) floating();
            case DataType.Float64 ignored -> floating();
            case DataType.Decimal decimal -> decimal(decimal);
            case DataType.Text ignored -> text();
            case DataType.Array array -> List.of(any(array.element()), any(array.element()));
            case DataType.Struct struct ->
                    struct.fields().stream().map(f -> any(f.type())).toList();
            default -> integer();
        };
    }

    private int integer() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Integer.MIN_VALUE;
            case 3 -> Integer.MAX_VALUE;
            case 4 -> random.nextInt();
            default -> random.nextInt(200) - 100;
        };
    }

    private long pick(long usual, long least, long greatest) {
        return switch (random.nextInt(12)) {
            case 0 -> least;
            case 1 -> greatest;
            case 2 -> random.nextLong();
            default -> usual;
        };
    }

    private double floating() {
        return switch (random.nextInt(10)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Double.POSITIVE_INFINITY;
            case 4 -> Double.NEGATIVE_INFINITY;
            default -> (random.nextInt(2000) - 1000) / 8.0;
        };
    }

    private BigDecimal decimal(DataType.Decimal type) {
        BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(type.precision()));
        BigInteger digits = new BigInteger(bound.bitLength(), random).mod(bound);
        BigInteger signed = random.nextBoolean() ? digits : digits.negate();
        return new BigDecimal(random.nextInt(12) == 0 ? BigInteger.ZERO : signed, type.scale());
    }

    private String text() {
        String[] parts = {"", "a", "b", "é", "😀", "ab", " "};
        return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
    }
}
