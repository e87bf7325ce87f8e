// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.DateParser;
import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.connector.files.text.TimePattern;
import dev.millrace.connector.files.text.TimestampParser;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Finds the schema of CSV files: names from the header or `_c0`, `_c1` and so on; types, with
/// `inferSchema`, the narrowest of int, bigint, decimal, double, date, timestamp, boolean and
/// string
/// that holds every value.
final class CsvInference {
    private final CsvOptions options;
    private final DateParser dates;
    private final TimestampParser timestamps;

    CsvInference(CsvOptions options, InstantSource clock) {
        this.options = options;
        this.dates = new DateParser(pattern(options.dateFormat(), options.locale()), false);
        this.timestamps =
                new TimestampParser(
                        pattern(options.timestampFormat(), options.locale()),
                        false,
                        options.zone(),
                        clock);
    }

    private static @Nullable TimePattern pattern(@Nullable String format, Locale locale) {
        return format == null ? null : TimePattern.forParsing(format, locale);
    }

    /// The text of a field of the record at hand.
    static String text(CsvTokenizer tokens, int field) {
        return new String(
                tokens.data(), tokens.start(field), tokens.length(field), StandardCharsets.UTF_8);
    }

    DataType.Struct infer(List<FileLocation> files) {
        List<String> names = List.of();
        DataType[] types = new DataType[0];
        SplittableRandom random = new SplittableRandom(1);
        double share = options.samplingRatio();
        for (FileLocation location : files) {
            CsvTokenizer tokens = new CsvTokenizer(options, content(location));
            boolean first = true;
            while ((first || options.inferSchema() || names.isEmpty()) && tokens.next()) {
                if (names.isEmpty()) {
                    names = names(tokens);
                    types = new DataType[names.size()];
                    Arrays.fill(types, DataType.NULL);
                }
                boolean isHeader = first && options.header();
                first = false;
                boolean isSampled = share == 1 || random.nextDouble() < share;
                if (options.inferSchema() && !isHeader && isSampled) {
                    for (int i = 0; i < Math.min(types.length, tokens.count()); i++) {
                        types[i] = widened(types[i], tokens, i);
                    }
                }
            }
        }
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            boolean unknown = types[i] instanceof DataType.Null;
            fields.add(new StructField(names.get(i), unknown ? DataType.STRING : types[i]));
        }
        return new DataType.Struct(fields);
    }

    private byte[] content(FileLocation location) {
        try (FileInput file = location.store().open(location.path())) {
            return options.parts().content(file, location.uri(), 0, file.length());
        } catch (IOException e) {
            throw ParseMode.readFailure(location.uri(), e);
        }
    }

    /// Names that occur twice, in any case, get their position appended.
    private List<String> names(CsvTokenizer tokens) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            String name = text(tokens, i);
            boolean named =
                    options.header() && !name.isEmpty() && !name.equals(options.nullValue());
            names.add(named ? name : "_c" + i);
        }
        List<String> unique = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            long same = names.stream().filter(name::equalsIgnoreCase).count();
            unique.add(same > 1 ? name + i : name);
        }
        return unique;
    }

    private DataType widened(DataType soFar, CsvTokenizer tokens, int field) {
        String value = text(tokens, field);
        if (value.isEmpty() || value.equals(options.nullValue())) {
            return soFar;
        }
        DataType found = typeFrom(soFar, value, tokens, field);
        return merged(soFar, found);
    }

    /// The first type, from the known one on, that the value is of.
    private DataType typeFrom(DataType soFar, String value, CsvTokenizer tokens, int field) {
        int rank = rank(soFar);
        if (rank <= 1 && isInteger(value)) {
            return DataType.INTEGER;
        }
        if (rank <= 2 && isLong(value)) {
            return DataType.LONG;
        }
        if (rank <= 3) {
            DataType decimal = decimal(value);
            if (decimal != null) {
                return decimal;
            }
        }
        if (rank <= 4 && isDouble(value)) {
            return DataType.DOUBLE;
        }
        if (rank <= 5 && options.preferDate() && isDate(value, tokens, field)) {
            return DataType.DATE;
        }
        if (rank <= 6
                && timestamps.parse(tokens.data(), tokens.start(field), tokens.length(field))) {
            return DataType.TIMESTAMP;
        }
        boolean isBoolean = value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
        return rank <= 7 && isBoolean ? DataType.BOOLEAN : DataType.STRING;
    }

    private static int rank(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> 0;
            case DataType.Int32 ignored -> 1;
            case DataType.Int64 ignored -> 2;
            case DataType.Decimal ignored -> 3;
            case DataType.Float64 ignored -> 4;
            case DataType.Date ignored -> 5;
            case DataType.Timestamp ignored -> 6;
            case DataType.Bool ignored -> 7;
            default -> 8;
        };
    }

    private boolean isDate(String value, CsvTokenizer tokens, int field) {
        boolean hasTime = value.indexOf(' ') >= 0 || value.indexOf('T') >= 0;
        return (options.dateFormat() != null || !hasTime)
                && dates.parse(tokens.data(), tokens.start(field), tokens.length(field));
    }

    private static boolean isInteger(String value) {
        try {
            Integer.parseInt(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isLong(String value) {
        try {
            Long.parseLong(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable DataType decimal(String value) {
        try {
            BigDecimal number = new BigDecimal(value.replace(",", ""));
            boolean whole =
                    number.scale() == 0 && number.precision() <= DataType.Decimal.MAX_PRECISION;
            return whole ? new DataType.Decimal(number.precision(), 0) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private boolean isDouble(String value) {
        CsvOptions.Words words = options.words();
        if (value.equals(words.nan())
                || value.equals(words.positiveInfinity())
                || value.equals(words.negativeInfinity())) {
            return true;
        }
        try {
            Double.parseDouble(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static DataType merged(DataType left, DataType right) {
        if (left.equals(right) || left instanceof DataType.Null) {
            return right;
        }
        int low = Math.min(rank(left), rank(right));
        int high = Math.max(rank(left), rank(right));
        if (high == 3) {
            DataType.Decimal one = asDecimal(left);
            DataType.Decimal other = asDecimal(right);
            return one.precision() > other.precision() ? one : other;
        }
        boolean bothNumbers = high <= 4;
        boolean bothTimes = low == 5 && high == 6;
        return bothNumbers || bothTimes ? rank(left) == high ? left : right : DataType.STRING;
    }

    private static DataType.Decimal asDecimal(DataType type) {
        return switch (type) {
            case DataType.Decimal decimal -> decimal;
            case DataType.Int32 ignored -> DataType.Decimal.FOR_INT;
            default -> DataType.Decimal.FOR_LONG;
        };
    }
}
