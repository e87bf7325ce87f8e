// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A table expression as the user wrote it, built by the Connect front door and by the SQL parser
/// alike.
public sealed interface Relation {
    /// A relation with the number its client gave it; names may ask for it
    /// (`ParsedExpression.Name.planId`).
    record Tagged(long planId, Relation input) implements Relation {}

    /// `spark.read…load()` or `spark.readStream…load()`.
    record Read(ReadRequest request, boolean isStreaming) implements Relation {}

    /// A table or view by name.
    record NamedTable(
            List<String> name,
            Map<String, String> options,
            boolean isStreaming,
            @Nullable Origin origin)
            implements Relation {
        public NamedTable {
            name = List.copyOf(name);
            options = Map.copyOf(options);
        }
    }

    /// Rows that came with the query.
    record LocalTable(DataType.Struct schema, List<ColumnBatch> batches) implements Relation {
        public LocalTable {
            batches = List.copyOf(batches);
        }
    }

    /// A result that the session keeps under an id: `checkpoint()`, or the frame given to
    /// `foreachBatch`.
    record KeptFrame(String id) implements Relation {}

    /// `VALUES (…), (…)`; the names are `col1`, `col2`, … unless an alias gives others.
    record InlineTable(List<List<ParsedExpression>> rows) implements Relation {
        public InlineTable {
            rows = List.copyOf(rows);
        }
    }

    /// `start`, `start + step`, … before `end`, in a column `id`.
    record Range(long start, long end, long step) implements Relation {}

    /// One row without columns: `SELECT 1`.
    record OneRow() implements Relation {}

    record Project(Relation input, List<ParsedExpression> expressions) implements Relation {
        public Project {
            expressions = List.copyOf(expressions);
        }
    }

    record Filter(Relation input, ParsedExpression condition) implements Relation {}

    /// How grouping keys combine.
    enum Grouping {
        GROUP_BY,
        ROLLUP,
        CUBE,
        GROUPING_SETS
    }

    /// Grouping with the output columns spelled out. From the DataFrame API the output is the keys
    /// followed by `outputs`; from SQL it is `outputs` alone (`keysInOutput` tells).
    ///
    /// @param keys grouping expressions; from SQL also ordinals and aliases of outputs
    /// @param sets for GROUPING_SETS, the keys of each set
    /// @param having condition on the groups, may use aggregates
    record Aggregate(
            Relation input,
            Grouping grouping,
            List<ParsedExpression> keys,
            List<List<ParsedExpression>> sets,
            List<ParsedExpression> outputs,
            boolean keysInOutput,
            @Nullable ParsedExpression having)
            implements Relation {
        public Aggregate {
            keys = List.copyOf(keys);
            sets = List.copyOf(sets);
            outputs = List.copyOf(outputs);
        }
    }

    /// `groupBy(keys).pivot(column, values).agg(outputs)` and `PIVOT (outputs FOR column IN
    /// (values))`.
    ///
    /// @param keys null for all columns that are not used otherwise
    /// @param column a struct for several
    /// @param values constants, with aliases for other names than their texts
    record Pivot(
            Relation input,
            @Nullable List<ParsedExpression> keys,
            ParsedExpression column,
            List<ParsedExpression> values,
            List<ParsedExpression> outputs)
            implements Relation {
        public Pivot {
            keys = keys == null ? null : List.copyOf(keys);
            values = List.copyOf(values);
            outputs = List.copyOf(outputs);
        }
    }

    /// `UNPIVOT`: for each set of columns a row with the set's name and their values.
    ///
    /// @param ids the columns that stay, null for all others
    record Unpivot(
            Relation input,
            @Nullable List<ParsedExpression> ids,
            List<Columns> sets,
            String nameColumn,
            List<String> valueColumns,
            boolean includesNulls)
            implements Relation {
        public Unpivot {
            ids = ids == null ? null : List.copyOf(ids);
            sets = List.copyOf(sets);
            valueColumns = List.copyOf(valueColumns);
        }

        /// @param alias what the set is called, null for the names of its columns
        public record Columns(List<ParsedExpression> columns, @Nullable String alias) {
            public Columns {
                columns = List.copyOf(columns);
            }
        }
    }

    /// `QUALIFY condition`: a condition on the values of window functions.
    record Qualify(Relation input, ParsedExpression condition) implements Relation {}

    /// `|> SELECT` and `|> EXTEND`, which may not use aggregates.
    ///
    /// @param clause its name
    record PipeProject(Relation input, List<ParsedExpression> expressions, String clause)
            implements Relation {
        public PipeProject {
            expressions = List.copyOf(expressions);
        }
    }

    /// `|> AGGREGATE`, all of whose outputs use aggregates.
    record PipeAggregate(Aggregate aggregate) implements Relation {}

    /// `|> SET column = value`: the column must be there.
    record PipeSet(Relation input, ParsedExpression.Alias column, @Nullable Origin origin)
            implements Relation {}

    enum JoinType {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        LEFT_SEMI,
        LEFT_ANTI,
        CROSS
    }

    /// @param condition null if there is none
    /// @param using names of equal columns, each shown once; not together with a condition
    /// @param natural true for NATURAL: `using` is found out
    record Join(
            Relation left,
            Relation right,
            JoinType type,
            @Nullable ParsedExpression condition,
            List<String> using,
            boolean natural)
            implements Relation {
        public Join {
            using = List.copyOf(using);
        }
    }

    /// `left JOIN LATERAL right`: the right side may use the columns of the left one.
    ///
    /// @param condition null if there is none
    record LateralJoin(
            Relation left, Relation right, JoinType type, @Nullable ParsedExpression condition)
            implements Relation {}

    enum SetOperator {
        UNION,
        INTERSECT,
        EXCEPT
    }

    record SetOperation(
            Relation left,
            Relation right,
            SetOperator operator,
            boolean isAll,
            boolean byName,
            boolean allowMissingColumns,
            @Nullable Origin origin)
            implements Relation {
        /// One that does not come from a SQL text.
        public SetOperation(
                Relation left,
                Relation right,
                SetOperator operator,
                boolean isAll,
                boolean byName,
                boolean allowMissingColumns) {
            this(left, right, operator, isAll, byName, allowMissingColumns, null);
        }
    }

    /// @param isGlobal false for `sortWithinPartitions`
    record Sort(Relation input, List<ParsedExpression.SortKey> keys, boolean isGlobal)
            implements Relation {
        public Sort {
            keys = List.copyOf(keys);
        }
    }

    /// @param count an expression that folds to an integer
    record Limit(Relation input, ParsedExpression count) implements Relation {}

    record Offset(Relation input, ParsedExpression count) implements Relation {}

    /// The last rows.
    record Tail(Relation input, int count) implements Relation {}

    /// `SELECT DISTINCT`: over a stream, unlike `distinct()`, an aggregation without aggregates.
    record Distinct(Relation input) implements Relation {}

    /// `distinct()` and `dropDuplicates(…)`.
    ///
    /// @param columns names of the key, null for all columns
    record Deduplicate(Relation input, @Nullable List<String> columns, boolean withinWatermark)
            implements Relation {}

    /// `input AS name(columns…)`; no columns keeps the names.
    record SubqueryAlias(Relation input, String name, List<String> columns) implements Relation {
        public SubqueryAlias {
            columns = List.copyOf(columns);
        }
    }

    /// `WITH name AS (…) …`. Later definitions see earlier ones.
    record With(List<Definition> definitions, Relation body) implements Relation {
        public With {
            definitions = List.copyOf(definitions);
        }

        /// @param columns names for its columns, empty to keep them
        /// @param recursion for `WITH RECURSIVE`, else null
        public record Definition(
                String name, List<String> columns, Relation query, @Nullable Recursion recursion) {
            public Definition {
                columns = List.copyOf(columns);
            }

            public Definition(String name, List<String> columns, Relation query) {
                this(name, columns, query, null);
            }
        }

        /// How far a recursion may go; -1 for any number.
        ///
        /// @param origin of the whole query
        public record Recursion(int maxRounds, int maxRows, @Nullable Origin origin) {}
    }

    /// `range(…)` in the place of a table, with arguments that have to be computed.
    record RangeCall(List<ParsedExpression> arguments, @Nullable Origin origin)
            implements Relation {
        public RangeCall {
            arguments = List.copyOf(arguments);
        }
    }

    /// `LATERAL VIEW [OUTER] generator alias AS columns`; a generator in the place of a table has
    /// one row without columns as its input.
    record LateralView(
            Relation input,
            ParsedExpression generator,
            boolean isOuter,
            @Nullable String alias,
            List<String> columns)
            implements Relation {
        public LateralView {
            columns = List.copyOf(columns);
        }
    }

    /// `repartition`, `coalesce` and their like: where rows run, not which rows. Arguments are
    /// checked, the rest means nothing to one process.
    record Repartition(Relation input, @Nullable Integer count, List<ParsedExpression> by)
            implements Relation {
        public Repartition {
            by = List.copyOf(by);
        }
    }

    /// `toDF(names…)`.
    record Renamed(Relation input, List<String> names) implements Relation {
        public Renamed {
            names = List.copyOf(names);
        }
    }

    /// `withColumn(s)`: every alias replaces the column of its name or is added at the end.
    record WithColumns(Relation input, List<ParsedExpression.Alias> columns) implements Relation {
        public WithColumns {
            columns = List.copyOf(columns);
        }
    }

    /// `withColumn(s)Renamed`; names that are not there are ignored.
    record WithColumnsRenamed(Relation input, List<Rename> renames) implements Relation {
        public WithColumnsRenamed {
            renames = List.copyOf(renames);
        }

        public record Rename(String from, String to) {}
    }

    /// `drop(…)`; names that are not there are ignored.
    record Drop(Relation input, List<ParsedExpression> columns, List<String> names)
            implements Relation {
        public Drop {
            columns = List.copyOf(columns);
            names = List.copyOf(names);
        }
    }

    record Sample(
            Relation input,
            double lower,
            double upper,
            boolean withReplacement,
            long seed,
            boolean ordered)
            implements Relation {}

    /// `withWatermark(column, delay)`; the delay is interval text.
    record Watermark(Relation input, String column, String delay) implements Relation {}

    /// `observe(name, expressions…)`.
    record Observe(Relation input, String name, List<ParsedExpression> expressions, long planId)
            implements Relation {
        public Observe {
            expressions = List.copyOf(expressions);
        }
    }

    /// `to(schema)`: columns reordered and cast by name.
    record ToSchema(Relation input, DataType.Struct schema) implements Relation {}

    record Hint(Relation input, String name) implements Relation {}

    /// `na.fill`: NULLs of the named columns (all that fit, if empty) become the values.
    record FillNulls(Relation input, List<String> columns, List<ParsedExpression.Literal> values)
            implements Relation {
        public FillNulls {
            columns = List.copyOf(columns);
            values = List.copyOf(values);
        }
    }

    /// `na.drop`: only rows with at least `minimum` values in the columns; null for all of them.
    record DropNulls(Relation input, List<String> columns, @Nullable Integer minimum)
            implements Relation {
        public DropNulls {
            columns = List.copyOf(columns);
        }
    }

    /// Relations that say something of all columns of a kind.
    sealed interface OverColumns extends Relation permits StatisticRelation {}

    /// Relations made by user code over objects.
    sealed interface OverObjects extends Relation permits TypedRelation {}

    /// The table that `show()` prints: one row with one string column `show_string`.
    ///
    /// @param truncate characters a cell may have, 0 for any number
    record ShowText(Relation input, int rows, int truncate, boolean vertical) implements Relation {}
}
