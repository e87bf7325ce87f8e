// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.function.Coercion;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.SortKey;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.connect.proto.StatCrosstab;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Relations with a column for each value that another one has: their rows are read while the plan
/// is made, as Spark does.
record DataDependent(QueryAnswers answers) {
    private static final String VALUE = "value";
    private static final String MAX_VALUES = "spark.sql.pivotMaxValues";
    private static final String MAX_ROWS = "spark.sql.transposeMaxValues";

    /// `groupBy(keys).pivot(column).agg(outputs)`.
    Relation pivot(
            Relation input,
            List<ParsedExpression> keys,
            ParsedExpression column,
            List<ParsedExpression> outputs) {
        return new Relation.Pivot(input, keys, column, values(input, column), outputs);
    }

    /// The different values of a column, sorted.
    private List<ParsedExpression> values(Relation input, ParsedExpression column) {
        int limit = setting(MAX_VALUES);
        Relation different =
                new Relation.Distinct(
                        new Relation.Project(
                                input, List.of(new Alias(column, List.of(VALUE), null))));
        Relation sorted =
                new Relation.Sort(
                        new Relation.Limit(different, new Literal(limit + 1, DataType.INTEGER)),
                        List.of(new SortKey(Name.of(VALUE), true, true)),
                        true);
        Relation.LocalTable table = answers.rows(sorted);
        List<ParsedExpression> values = new ArrayList<>();
        for (ColumnBatch batch : table.batches()) {
            for (List<@Nullable Object> row : BoxedValues.rows(batch, table.schema())) {
                DataType type = table.schema().field(0).type();
                if (type instanceof DataType.Struct) {
                    throw noLiteral(row.getFirst());
                }
                values.add(new Literal(row.getFirst(), type));
            }
        }
        if (values.size() > limit) {
            throw tooManyValues(column, limit);
        }
        return values;
    }

    private static MillraceException noLiteral(@Nullable Object value) {
        String text = String.valueOf(value).replace(", ", ",");
        return MillraceException.of(ErrorKind.RUNTIME, "UNSUPPORTED_FEATURE.LITERAL_TYPE", "0A000")
                .with("value", text)
                .with(
                        "type",
                        "class org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema")
                .text(
                        "The feature is not supported: Literal for '"
                                + text
                                + "' of class"
                                + " org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema.");
    }

    private static MillraceException tooManyValues(ParsedExpression column, int limit) {
        String name =
                column instanceof Name named ? String.join(".", named.parts()) : column.toString();
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1324", "XXKCM")
                .with("pivotColumn", name)
                .with("maxValues", limit)
                .with("config", MAX_VALUES)
                .text(
                        "The pivot column "
                                + name
                                + " has more than "
                                + limit
                                + " distinct values, this could indicate an error. If this was"
                                + " intended, set "
                                + MAX_VALUES
                                + " to at least the number of distinct values of the pivot"
                                + " column.");
    }

    /// `stat.crosstab`: how often each pair of values occurs, a row for each value of the first
    /// column, a column for each of the second.
    Relation crosstab(Relation input, StatCrosstab crosstab) {
        ParsedExpression first = text(crosstab.getCol1());
        ParsedExpression second =
                Call.of(
                        "regexp_replace",
                        text(crosstab.getCol2()),
                        new Literal("`", DataType.STRING),
                        new Literal("", DataType.STRING));
        String name = crosstab.getCol1() + "_" + crosstab.getCol2();
        Relation counts =
                pivot(
                        input,
                        List.of(new Alias(first, List.of(name), null)),
                        second,
                        List.of(Call.of("count", new Literal(1, DataType.INTEGER))));
        return new Relation.FillNulls(counts, List.of(), List.of(new Literal(0L, DataType.LONG)));
    }

    /// `transpose`: a column for each row, named by its value in the index column, and a row for
    /// each other column.
    Relation transposed(Relation input, List<ParsedExpression> indices) {
        DataType.Struct schema = answers.schema(input);
        if (schema.size() == 0) {
            return new Relation.LocalTable(schema, List.of());
        }
        int index = indices.isEmpty() ? 0 : index(input, indices.getFirst(), schema);
        if (!Types.isAtomic(schema.field(index).type())) {
            throw invalidIndex(
                    "Index column must be of atomic type, but found: "
                            + SparkTypes.toSpark(schema.field(index).type()));
        }
        List<StructField> others = new ArrayList<>(schema.fields());
        others.remove(index);
        DataType common = common(others);
        Relation.LocalTable rows = answers.rows(indexed(input, schema.size(), index, common));
        List<StructField> fields = new ArrayList<>();
        fields.add(new StructField("key", DataType.STRING, false));
        List<List<@Nullable Object>> turned = new ArrayList<>();
        others.forEach(column -> turned.add(new ArrayList<>(List.of(column.name()))));
        for (ColumnBatch batch : rows.batches()) {
            for (List<@Nullable Object> row : BoxedValues.rows(batch, rows.schema())) {
                fields.add(new StructField(String.valueOf(row.getFirst()), common, true));
                for (int i = 0; i < others.size(); i++) {
                    turned.get(i).add(row.get(i + 1));
                }
            }
        }
        if (fields.size() - 1 > setting(MAX_ROWS)) {
            throw tooManyRows();
        }
        DataType.Struct result = new DataType.Struct(fields);
        return new Relation.LocalTable(result, List.of(BoxedValues.batch(result, turned)));
    }

    private int index(Relation input, ParsedExpression column, DataType.Struct schema) {
        String name = answers.schema(new Relation.Project(input, List.of(column))).field(0).name();
        for (int i = 0; column instanceof Name && i < schema.size(); i++) {
            if (schema.field(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw invalidIndex("Index column must be an atomic attribute");
    }

    private static MillraceException invalidIndex(String reason) {
        return MillraceException.of(ErrorKind.ANALYSIS, "TRANSPOSE_INVALID_INDEX_COLUMN", "42804")
                .with("reason", reason)
                .text("Invalid index column for TRANSPOSE because: " + reason);
    }

    private static DataType common(List<StructField> columns) {
        if (columns.isEmpty()) {
            return DataType.STRING;
        }
        Coercion coercion = new Coercion(true, null);
        DataType common = columns.getFirst().type();
        for (StructField column : columns) {
            DataType wider = coercion.tightest(common, column.type());
            if (wider == null) {
                throw MillraceException.of(
                                ErrorKind.ANALYSIS, "TRANSPOSE_NO_LEAST_COMMON_TYPE", "42K09")
                        .with("dt1", '"' + common.sqlName() + '"')
                        .with("dt2", '"' + column.type().sqlName() + '"')
                        .text(
                                "Transpose requires non-index columns to share a least common type,"
                                        + " but \""
                                        + common.sqlName()
                                        + "\" and \""
                                        + column.type().sqlName()
                                        + "\" do not.");
            }
            common = wider;
        }
        return common;
    }

    /// The index as text, then the other columns as values of one type, in the order of the index.
    private Relation indexed(Relation input, int columns, int index, DataType common) {
        List<String> names = new ArrayList<>();
        List<ParsedExpression> values = new ArrayList<>();
        values.add(new Cast(Name.of("_" + index), DataType.STRING, CastMode.SESSION, null));
        for (int i = 0; i < columns; i++) {
            names.add("_" + i);
            if (i != index) {
                values.add(new Cast(Name.of("_" + i), common, CastMode.SESSION, null));
            }
        }
        Relation present =
                new Relation.Filter(
                        new Relation.Renamed(input, names),
                        Call.of("isnotnull", Name.of("_" + index)));
        Relation sorted =
                new Relation.Sort(
                        present, List.of(new SortKey(Name.of("_" + index), true, true)), true);
        return new Relation.Limit(
                new Relation.Project(sorted, values),
                new Literal(setting(MAX_ROWS) + 1, DataType.INTEGER));
    }

    private int setting(String key) {
        return Integer.parseInt(String.valueOf(answers.setting(key)));
    }

    private MillraceException tooManyRows() {
        return MillraceException.of(ErrorKind.ANALYSIS, "TRANSPOSE_EXCEED_ROW_LIMIT", "54006")
                .with("maxValues", setting(MAX_ROWS))
                .with("config", MAX_ROWS)
                .text(
                        "Number of rows exceeds the allowed limit of "
                                + setting(MAX_ROWS)
                                + " for TRANSPOSE. If this was intended, set "
                                + MAX_ROWS
                                + " to at least the current row count.");
    }

    private static ParsedExpression text(String column) {
        Name name = new Name(AttributeNames.parse(column), null, false, null);
        return Call.of(
                "when",
                Call.of("isnull", name),
                new Literal("null", DataType.STRING),
                new Cast(name, DataType.STRING, CastMode.SESSION, null));
    }
}
