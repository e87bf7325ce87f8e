// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Errors about names: unknown, ambiguous or out of reach; with the nearest names there are.
final class NameErrors {
    private static final int SUGGESTIONS = 5;

    private NameErrors() {}

    static MillraceException.Builder error(
            String condition, String sqlState, @Nullable Origin origin) {
        return TypeErrors.error(condition, sqlState, origin);
    }

    static String quoted(String part) {
        return "`" + part.replace("`", "``") + "`";
    }

    static String quoted(List<String> parts) {
        return parts.stream().map(NameErrors::quoted).collect(Collectors.joining("."));
    }

    /// @param candidates the columns there are, each with its qualifiers
    static MillraceException unresolvedColumn(
            List<String> parts, List<List<String>> candidates, @Nullable Origin origin) {
        String name = quoted(parts);
        if (candidates.isEmpty()) {
            return error("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", origin)
                    .with("objectName", name)
                    .text(
                            "A column, variable, or function parameter with name "
                                    + name
                                    + " cannot be resolved. ");
        }
        return proposing(name, String.join(", ", suggestions(parts, candidates)), origin);
    }

    /// What `Dataset.resolve` says: all columns, in their order.
    static MillraceException unresolvedOf(String name, List<String> columns) {
        return proposing(
                quoted(name),
                columns.stream().map(NameErrors::quoted).collect(Collectors.joining(", ")),
                null);
    }

    private static MillraceException proposing(
            String name, String proposal, @Nullable Origin origin) {
        return error("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", origin)
                .with("objectName", name)
                .with("proposal", proposal)
                .text(
                        "A column, variable, or function parameter with name "
                                + name
                                + " cannot be resolved. Did you mean one of the following? ["
                                + proposal
                                + "].");
    }

    /// What a Spark Connect server says of a column named outside an expression.
    static MillraceException notAmong(String name, List<Attribute> columns) {
        String names = columns.stream().map(Attribute::name).collect(Collectors.joining(", "));
        return MillraceException.of(
                        ErrorKind.INVALID_PLAN,
                        "CONNECT_INVALID_PLAN.UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
                        "56K00")
                .with("colName", name)
                .with("fieldNames", names)
                .text(
                        "The Spark Connect plan is invalid. Cannot resolve column name \""
                                + name
                                + "\" among ("
                                + names
                                + ").");
    }

    static MillraceException unresolvedTable(
            List<String> parts, String database, @Nullable Origin origin) {
        String name = quoted(parts);
        String path =
                "[`system`.`builtin`, `system`.`session`, `spark_catalog`."
                        + quoted(database)
                        + "]";
        return error("TABLE_OR_VIEW_NOT_FOUND", "42P01", origin)
                .with("relationName", name)
                .with("searchPath", path)
                .text(
                        "The table or view "
                                + name
                                + " cannot be found. Verify the spelling and correctness of the"
                                + " schema and catalog.\nSearch path: "
                                + path
                                + ".\nIf you did not qualify the name with a"
                                + " schema, verify the current_schema() output, or qualify the"
                                + " name with the correct schema and catalog.\nTo tolerate the"
                                + " error on drop use DROP VIEW IF EXISTS or DROP TABLE IF"
                                + " EXISTS.");
    }

    static MillraceException notAStream(List<String> view, @Nullable Origin origin) {
        String name = String.join(".", view);
        return error("_LEGACY_ERROR_TEMP_1008", "XXKCM", origin)
                .with("quoted", name)
                .text(
                        name
                                + " is not a temp view of streaming logical plan, please use batch"
                                + " API such as `DataFrameReader.table` to read it.");
    }

    static MillraceException ambiguous(
            List<String> parts, List<List<String>> matches, @Nullable Origin origin) {
        String names =
                matches.stream()
                        .map(NameErrors::quoted)
                        .sorted()
                        .collect(Collectors.joining(", ", "[", "]"));
        return error("AMBIGUOUS_REFERENCE", "42704", origin)
                .with("name", quoted(parts))
                .with("referenceNames", names)
                .text("Reference " + quoted(parts) + " is ambiguous, could be: " + names + ".");
    }

    static MillraceException ambiguousFrameColumn(List<String> parts, @Nullable Origin origin) {
        return error("AMBIGUOUS_COLUMN_REFERENCE", "42702", origin)
                .with("name", frameColumn(parts))
                .text(
                        "Column "
                                + frameColumn(parts)
                                + " is ambiguous. It's because you joined several DataFrame"
                                + " together, and some of these DataFrames are the same.\nThis"
                                + " column points to one of the DataFrames but Spark is unable to"
                                + " figure out which one.\nPlease alias the DataFrames with"
                                + " different names via `DataFrame.alias` before joining them,\n"
                                + "and specify the column using qualified name, e.g."
                                + " `df.alias(\"a\").join(df.alias(\"b\"), col(\"a.id\") >"
                                + " col(\"b.id\"))`.");
    }

    /// A column of a DataFrame, as an expression of SQL.
    private static String frameColumn(List<String> parts) {
        return '"' + String.join(".", parts) + '"';
    }

    static MillraceException unresolvedFrameColumn(List<String> parts, @Nullable Origin origin) {
        return error("CANNOT_RESOLVE_DATAFRAME_COLUMN", "42704", origin)
                .with("name", frameColumn(parts))
                .text(
                        "Cannot resolve dataframe column "
                                + frameColumn(parts)
                                + ". It's probably because of illegal references like"
                                + " `df1.select(df2.col(\"a\"))`.");
    }

    static MillraceException unresolvedStar(
            List<String> target, List<List<String>> candidates, @Nullable Origin origin) {
        String columns =
                candidates.stream()
                        .map(c -> quoted(c.getLast()))
                        .sorted()
                        .collect(Collectors.joining(", "));
        return error("CANNOT_RESOLVE_STAR_EXPAND", "42704", origin)
                .with("targetString", quoted(target))
                .with("columns", columns)
                .text(
                        "Cannot resolve "
                                + quoted(target)
                                + ".* given input columns "
                                + columns
                                + ". Please check that the specified table or struct exists and"
                                + " is accessible in the input columns.");
    }

    /// The names nearest to the one asked for, by edit distance. Qualifiers that all share are left
    /// out.
    static List<String> suggestions(List<String> parts, List<List<String>> candidates) {
        int kept = Integer.MAX_VALUE;
        if (parts.size() == 1 && share(candidates, 1)) {
            kept = 1;
        } else if (parts.size() <= 2 && share(candidates, 2)) {
            kept = 2;
        }
        int length = kept;
        String name = String.join(".", parts);
        return candidates.stream()
                .sorted(Comparator.comparing(List::getLast))
                .map(c -> c.size() <= length ? c : c.subList(c.size() - length, c.size()))
                .map(NameErrors::quoted)
                .distinct()
                .sorted(Comparator.comparingInt(c -> distance(c, name)))
                .limit(SUGGESTIONS)
                .toList();
    }

    /// True if all candidates are equal but for their last `count` parts.
    private static boolean share(List<List<String>> candidates, int count) {
        return candidates.stream()
                        .map(c -> c.subList(0, Math.max(0, c.size() - count)))
                        .distinct()
                        .count()
                == 1;
    }

    /// Levenshtein's edit distance.
    static int distance(String left, String right) {
        List<Integer> row = new ArrayList<>();
        for (int j = 0; j <= right.length(); j++) {
            row.add(j);
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row.getFirst();
            row.set(0, i);
            for (int j = 1; j <= right.length(); j++) {
                int above = row.get(j);
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row.set(j, Math.min(Math.min(above, row.get(j - 1)) + 1, diagonal + change));
                diagonal = above;
            }
        }
        return row.getLast();
    }
}
