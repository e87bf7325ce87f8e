// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds how values are read: from the schema that they were written with, over the one that the
/// user wants to see (the same if there is none), into columns.
final class Resolution {
    private static final ValueReader STRING = new Scalars.Bytes(-1);

    private final boolean isPositional;
    private final boolean isCaseSensitive;

    /// Records that are being passed, by name.
    private final Map<String, Parts.Recursive> open = new HashMap<>();

    Resolution(AvroOptions options) {
        this.isPositional = options.isPositional();
        this.isCaseSensitive = options.isCaseSensitive();
    }

    /// @param type null if the values are only passed
    ValueReader of(Schema written, Schema wanted, @Nullable DataType type) {
        if (type == null) {
            return passing(written);
        }
        if (written.isUnion()) {
            List<ValueReader> branches = new ArrayList<>();
            for (Schema branch : written.getTypes()) {
                branches.add(of(branch, wanted, type));
            }
            return new Parts.Union(branches);
        }
        if (written.getType() == Schema.Type.NULL) {
            return new Scalars.Nothing();
        }
        if (!wanted.isUnion()) {
            return value(written, wanted, type);
        }
        List<Schema> branches = AvroTypes.branches(wanted);
        int index = match(written, branches);
        if (index < 0) {
            throw AvroErrors.incompatible(written, type);
        }
        Schema branch = branches.get(index);
        if (!AvroTypes.isMembers(branches)) {
            return value(written, branch, type);
        }
        if (!(type instanceof DataType.Struct members) || members.size() != branches.size()) {
            throw AvroErrors.incompatible(wanted, type);
        }
        return new Parts.Member(
                index, branches.size(), of(written, branch, members.field(index).type()));
    }

    /// The branch that a value is of: the same type, else one that it can be widened to.
    private static int match(Schema written, List<Schema> branches) {
        for (int i = 0; i < branches.size(); i++) {
            Schema branch = branches.get(i);
            if (branch.equals(written)
                    || branch.getType() == written.getType()
                            && (branch.getType() != Schema.Type.RECORD
                                    || branch.getName().equals(written.getName()))) {
                return i;
            }
        }
        for (int i = 0; i < branches.size(); i++) {
            if (isWider(written.getType(), branches.get(i).getType())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isWider(Schema.Type from, Schema.Type to) {
        return switch (from) {
            case INT ->
                    to == Schema.Type.LONG || to == Schema.Type.FLOAT || to == Schema.Type.DOUBLE;
            case LONG -> to == Schema.Type.FLOAT || to == Schema.Type.DOUBLE;
            case FLOAT -> to == Schema.Type.DOUBLE;
            case STRING -> to == Schema.Type.BYTES;
            case BYTES -> to == Schema.Type.STRING;
            default -> false;
        };
    }

    private ValueReader value(Schema written, Schema wanted, DataType type) {
        boolean fits =
                written.getType() == wanted.getType()
                        || isWider(written.getType(), wanted.getType());
        ValueReader reader =
                fits
                        ? switch (written.getType()) {
                            case BOOLEAN ->
                                    type instanceof DataType.Bool ? new Scalars.Booleans() : null;
                            case INT, LONG -> integers(written, wanted, type);
                            case FLOAT, DOUBLE -> fractions(written, type);
                            case STRING -> isText(type, wanted) ? STRING : null;
                            case BYTES -> bytes(wanted, type, -1);
                            case FIXED -> bytes(wanted, type, written.getFixedSize());
                            case ENUM -> type instanceof DataType.Text ? symbols(written) : null;
                            case ARRAY -> array(written, wanted, type);
                            case MAP -> map(written, wanted, type);
                            case RECORD ->
                                    type instanceof DataType.Struct struct
                                            ? record(written, wanted, struct)
                                            : null;
                            case NULL, UNION -> null;
                        }
                        : null;
        if (reader == null) {
            throw AvroErrors.incompatible(wanted, type);
        }
        return reader;
    }

    private static boolean isText(DataType type, Schema wanted) {
        return type instanceof DataType.Text
                || type instanceof DataType.Binary && wanted.getType() == Schema.Type.BYTES;
    }

    private static @Nullable ValueReader integers(Schema written, Schema wanted, DataType type) {
        boolean isInt = written.getType() == Schema.Type.INT;
        boolean staysInt = wanted.getType() == Schema.Type.INT;
        return switch (type) {
            case DataType.Int32 ignored when isInt && staysInt ->
                    new Scalars.Integers(Scalars.Form.INT);
            case DataType.Date ignored when isInt && staysInt ->
                    new Scalars.Integers(Scalars.Form.INT);
            case DataType.YearMonthInterval ignored when isInt && staysInt ->
                    new Scalars.Integers(Scalars.Form.INT);
            case DataType.Int64 ignored -> new Scalars.Integers(Scalars.Form.LONG);
            case DataType.Float32 ignored when wanted.getType() == Schema.Type.FLOAT ->
                    new Scalars.Integers(Scalars.Form.FLOAT);
            case DataType.Float64 ignored when isInt || wanted.getType() == Schema.Type.DOUBLE ->
                    new Scalars.Integers(Scalars.Form.DOUBLE);
            case DataType.DayTimeInterval ignored when !isInt ->
                    new Scalars.Integers(Scalars.Form.LONG);
            case DataType.Timestamp ignored when !isInt -> instants(wanted);
            case DataType.TimestampNtz ignored when !isInt -> instants(wanted);
            default -> null;
        };
    }

    /// Without a logical type, milliseconds.
    private static ValueReader instants(Schema wanted) {
        LogicalType logical = wanted.getLogicalType();
        boolean isMicros =
                logical instanceof LogicalTypes.TimestampMicros
                        || logical instanceof LogicalTypes.LocalTimestampMicros;
        return new Scalars.Integers(isMicros ? Scalars.Form.LONG : Scalars.Form.MILLIS);
    }

    private static @Nullable ValueReader fractions(Schema written, DataType type) {
        boolean isDouble = written.getType() == Schema.Type.DOUBLE;
        boolean fits =
                type instanceof DataType.Float64 || !isDouble && type instanceof DataType.Float32;
        return fits ? new Scalars.Fractions(isDouble) : null;
    }

    private static @Nullable ValueReader bytes(Schema wanted, DataType type, int fixed) {
        if (type instanceof DataType.Decimal(int precision, int scale)
                && wanted.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            boolean holds =
                    precision - scale >= decimal.getPrecision() - decimal.getScale()
                            && scale >= decimal.getScale();
            return holds ? new Scalars.Decimals(fixed, decimal.getScale(), precision, scale) : null;
        }
        boolean fits =
                type instanceof DataType.Binary
                        || type instanceof DataType.Text && wanted.getType() == Schema.Type.STRING;
        return fits ? new Scalars.Bytes(fixed) : null;
    }

    private static ValueReader symbols(Schema written) {
        return new Scalars.Symbols(
                written.getEnumSymbols().stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private @Nullable ValueReader array(Schema written, Schema wanted, DataType type) {
        return type instanceof DataType.Array array
                ? new Parts.Items(
                        of(written.getElementType(), wanted.getElementType(), array.element()))
                : null;
    }

    private @Nullable ValueReader map(Schema written, Schema wanted, DataType type) {
        return type instanceof DataType.Map map && map.key() instanceof DataType.Text
                ? new Parts.Entries(
                        STRING, of(written.getValueType(), wanted.getValueType(), map.value()))
                : null;
    }

    /// The reader of records; the fields of the struct are found by name or position.
    Parts.Fields record(Schema written, Schema wanted, DataType.Struct struct) {
        int[] targets = targets(wanted, struct);
        boolean[] isThere = new boolean[struct.size()];
        List<Parts.Field> fields = new ArrayList<>();
        for (Schema.Field field : written.getFields()) {
            Schema.Field as = field(wanted, written, field);
            int target = as == null ? -1 : targets[as.pos()];
            if (as == null || target < 0 || isThere[target]) {
                fields.add(new Parts.Field(passing(field.schema()), -1));
                continue;
            }
            isThere[target] = true;
            DataType type = struct.field(target).type();
            fields.add(new Parts.Field(of(field.schema(), as.schema(), type), target));
        }
        List<Parts.Default> defaults = new ArrayList<>();
        for (Schema.Field field : wanted.getFields()) {
            int target = targets[field.pos()];
            if (target >= 0 && !isThere[target]) {
                isThere[target] = true;
                if (!field.hasDefaultValue()) {
                    throw new IllegalArgumentException(
                            "Found "
                                    + written.getFullName()
                                    + ", expecting "
                                    + wanted.getFullName()
                                    + ", missing required field "
                                    + field.name());
                }
                Object value = AvroDefaults.of(field, struct.field(target).type());
                defaults.add(new Parts.Default(target, value));
            }
        }
        for (int i = 0; i < isThere.length; i++) {
            if (!isThere[i]) {
                defaults.add(new Parts.Default(i, null));
            }
        }
        return new Parts.Fields(fields, defaults);
    }

    /// The field of the wanted schema that one of the file is, by name or alias.
    private static Schema.@Nullable Field field(Schema wanted, Schema written, Schema.Field field) {
        Schema.Field same = wanted.getField(field.name());
        if (same != null || written.equals(wanted)) {
            return same;
        }
        boolean isSameRecord =
                wanted.getFullName().equals(written.getFullName())
                        || wanted.getAliases().contains(written.getFullName());
        for (Schema.Field other : isSameRecord ? wanted.getFields() : List.<Schema.Field>of()) {
            if (other.aliases().contains(field.name())) {
                return other;
            }
        }
        return null;
    }

    /// For each field of the record the field of the struct, -1 for none.
    private int[] targets(Schema wanted, DataType.Struct struct) {
        int[] targets = new int[wanted.getFields().size()];
        java.util.Arrays.fill(targets, -1);
        if (isPositional) {
            for (int i = 0; i < Math.min(targets.length, struct.size()); i++) {
                targets[i] = i;
            }
            return targets;
        }
        for (int target = 0; target < struct.size(); target++) {
            StructField column = struct.field(target);
            List<Schema.Field> matches = new ArrayList<>();
            for (Schema.Field field : wanted.getFields()) {
                if (isCaseSensitive
                        ? field.name().equals(column.name())
                        : field.name().equalsIgnoreCase(column.name())) {
                    matches.add(field);
                }
            }
            if (matches.size() > 1) {
                throw AvroErrors.ambiguous(column.name(), matches);
            }
            if (!matches.isEmpty()) {
                targets[matches.getFirst().pos()] = target;
            }
        }
        return targets;
    }

    private ValueReader passing(Schema written) {
        return switch (written.getType()) {
            case NULL -> new Scalars.Nothing();
            case BOOLEAN -> new Scalars.Booleans();
            case INT, LONG, ENUM -> new Scalars.Integers(Scalars.Form.LONG);
            case FLOAT -> new Scalars.Fractions(false);
            case DOUBLE -> new Scalars.Fractions(true);
            case STRING, BYTES -> STRING;
            case FIXED -> new Scalars.Bytes(written.getFixedSize());
            case ARRAY -> new Parts.Items(passing(written.getElementType()));
            case MAP -> new Parts.Entries(STRING, passing(written.getValueType()));
            case UNION -> new Parts.Union(written.getTypes().stream().map(this::passing).toList());
            case RECORD -> {
                Parts.Recursive known = open.get(written.getFullName());
                if (known != null) {
                    yield known;
                }
                Parts.Recursive itself = new Parts.Recursive();
                open.put(written.getFullName(), itself);
                List<Parts.Field> fields = new ArrayList<>();
                for (Schema.Field field : written.getFields()) {
                    fields.add(new Parts.Field(passing(field.schema()), -1));
                }
                itself.is(new Parts.Fields(fields, List.of()));
                yield itself;
            }
        };
    }
}
