// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.plan.relation.ParsedExpression.Literal;

import java.util.List;

/// `Dataset.na`, `stat`, `describe` and `summary`: relations whose meaning depends on the types of
/// all columns of their input.
public sealed interface StatisticRelation extends Relation.OverColumns {
    /// What the statistics are of.
    Relation input();

    /// `summary` and `describe`: a row for each statistic, all of it text.
    ///
    /// @param statistics as the user wrote them
    /// @param columns of which columns, where they are numbers or text; all if empty
    record Summary(Relation input, List<String> statistics, List<String> columns)
            implements StatisticRelation {
        public Summary {
            statistics = List.copyOf(statistics);
            columns = List.copyOf(columns);
        }
    }

    /// `na.replace`: values of columns of the kind of the old ones.
    ///
    /// @param columns all if empty
    record Replace(Relation input, List<String> columns, List<Replacement> replacements)
            implements StatisticRelation {
        public Replace {
            columns = List.copyOf(columns);
            replacements = List.copyOf(replacements);
        }

        public record Replacement(Literal from, Literal to) {}
    }

    /// `stat.cov` and `stat.corr`: one row with one number.
    ///
    /// @param function `cov` or `corr`, which is also the name of the column
    record OfPair(Relation input, String function, String first, String second)
            implements StatisticRelation {}

    /// `stat.approxQuantile`: one row with an array of quantiles for each column.
    ///
    /// @param relativeError how far the rank of an answer may be off, as a part of the rows
    record Quantiles(
            Relation input, List<String> columns, List<Double> probabilities, double relativeError)
            implements StatisticRelation {
        public Quantiles {
            columns = List.copyOf(columns);
            probabilities = List.copyOf(probabilities);
        }
    }
}
