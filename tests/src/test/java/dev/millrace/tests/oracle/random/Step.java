// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One step of a pipeline. Expressions are SQL.
public sealed interface Step {
    Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open);

    /// The step with less in it, in every way.
    default List<Step> simpler() {
        return List.of();
    }

    /// A filter.
    record Filter(String condition) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.where(condition);
        }
    }

    /// A projection.
    record Select(List<String> expressions) implements Step {
        public Select {
            expressions = List.copyOf(expressions);
        }

        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.selectExpr(expressions.toArray(String[]::new));
        }
    }

    /// `withWatermark`.
    record Watermark(String column, String delay) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.withWatermark(column, delay);
        }
    }

    /// `dropDuplicates` and `dropDuplicatesWithinWatermark`.
    record Distinct(List<String> columns, boolean withinWatermark) implements Step {
        public Distinct {
            columns = List.copyOf(columns);
        }

        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            String[] names = columns.toArray(String[]::new);
            return withinWatermark
                    ? rows.dropDuplicatesWithinWatermark(names)
                    : rows.dropDuplicates(names);
        }
    }

    /// `groupBy(keys).agg(values)`.
    record Aggregate(List<String> keys, List<String> values) implements Step {
        public Aggregate {
            keys = List.copyOf(keys);
            values = List.copyOf(values);
        }

        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            Column[] rest = values.stream().skip(1).map(functions::expr).toArray(Column[]::new);
            return rows.groupBy(keys.stream().map(functions::expr).toArray(Column[]::new))
                    .agg(expr(values.getFirst()), rest);
        }

        @Override
        public List<Step> simpler() {
            List<Step> all = new ArrayList<>();
            for (int i = 0; i < values.size() && values.size() > 1; i++) {
                all.add(new Aggregate(keys, without(values, i)));
            }
            for (int i = 0; i < keys.size(); i++) {
                all.add(new Aggregate(without(keys, i), values));
            }
            return all;
        }

        private static List<String> without(List<String> texts, int index) {
            List<String> less = new ArrayList<>(texts);
            less.remove(index);
            return less;
        }
    }

    /// `limit`.
    record Limit(int rows) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> input, Function<Source, Dataset<Row>> open) {
            return input.limit(rows);
        }
    }

    /// A union by the names of the columns.
    record Union(Pipeline other) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.union(other.on(open));
        }

        @Override
        public List<Step> simpler() {
            return other.smaller().stream().map(less -> (Step) new Union(less)).toList();
        }
    }

    /// A join with another stream.
    record Join(Pipeline other, String condition, String type) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.join(other.on(open), expr(condition), type);
        }

        @Override
        public List<Step> simpler() {
            return other.smaller().stream()
                    .map(less -> (Step) new Join(less, condition, type))
                    .toList();
        }
    }

    /// A join with a table.
    ///
    /// @param table a query
    record Lookup(String table, String condition, String type) implements Step {
        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.join(rows.sparkSession().sql(table), expr(condition), type);
        }
    }

    /// `orderBy`.
    record Sort(List<String> columns) implements Step {
        public Sort {
            columns = List.copyOf(columns);
        }

        @Override
        public Dataset<Row> on(Dataset<Row> rows, Function<Source, Dataset<Row>> open) {
            return rows.orderBy(columns.stream().map(functions::expr).toArray(Column[]::new));
        }
    }
}
