// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.execution.operator.aggregate.FrequentItems;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.TypedAggregate;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.StatisticRelation;
import dev.millrace.plan.relation.StatisticRelation.Replace.Replacement;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.NAReplace;
import org.apache.spark.connect.proto.StatApproxQuantile;
import org.apache.spark.connect.proto.StatCorr;
import org.apache.spark.connect.proto.StatCov;
import org.apache.spark.connect.proto.StatDescribe;
import org.apache.spark.connect.proto.StatFreqItems;
import org.apache.spark.connect.proto.StatSampleBy;
import org.apache.spark.connect.proto.StatSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// `Dataset.na.replace`, `stat`, `describe` and `summary`.
record StatisticConverter(
        Function<org.apache.spark.connect.proto.Relation, Relation> relations,
        ExpressionConverter expressions) {
    private static final List<String> SUMMARY =
            List.of("count", "mean", "stddev", "min", "25%", "50%", "75%", "max");
    private static final double SUPPORT = 0.01;
    private static final double LEAST_SUPPORT = 1e-4;
    private static final List<String> DESCRIPTION =
            List.of("count", "mean", "stddev", "min", "max");

    /// The relation, refused if it is none of these.
    Relation convert(org.apache.spark.connect.proto.Relation relation) {
        return switch (relation.getRelTypeCase()) {
            case SUMMARY -> summary(relation.getSummary());
            case DESCRIBE -> description(relation.getDescribe());
            case REPLACE -> replaced(relation.getReplace());
            case COV -> covariance(relation.getCov());
            case CORR -> correlation(relation.getCorr());
            case APPROX_QUANTILE -> quantiles(relation.getApproxQuantile());
            case SAMPLE_BY -> sample(relation.getSampleBy());
            case FREQ_ITEMS -> frequent(relation.getFreqItems());
            default -> throw RefusedRelations.refusal(relation);
        };
    }

    private Relation summary(StatSummary summary) {
        return new StatisticRelation.Summary(
                relations.apply(summary.getInput()),
                summary.getStatisticsCount() == 0 ? SUMMARY : summary.getStatisticsList(),
                List.of());
    }

    private Relation description(StatDescribe describe) {
        return new StatisticRelation.Summary(
                relations.apply(describe.getInput()), DESCRIPTION, describe.getColsList());
    }

    private Relation replaced(NAReplace replace) {
        Relation input = relations.apply(replace.getInput());
        List<Replacement> replacements = new ArrayList<>();
        for (NAReplace.Replacement each : replace.getReplacementsList()) {
            replacements.add(
                    new Replacement(
                            expressions.literal(each.getOldValue()),
                            expressions.literal(each.getNewValue())));
        }
        return replacements.isEmpty()
                ? input
                : new StatisticRelation.Replace(input, replace.getColsList(), replacements);
    }

    private Relation covariance(StatCov cov) {
        return new StatisticRelation.OfPair(
                relations.apply(cov.getInput()), "cov", cov.getCol1(), cov.getCol2());
    }

    private Relation correlation(StatCorr corr) {
        if (corr.hasMethod() && !corr.getMethod().equals("pearson")) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "Currently only the calculation of the Pearson Correlation"
                                    + " coefficient is supported.");
        }
        return new StatisticRelation.OfPair(
                relations.apply(corr.getInput()), "corr", corr.getCol1(), corr.getCol2());
    }

    /// One row with an array for each column.
    private Relation frequent(StatFreqItems items) {
        double support = items.hasSupport() ? items.getSupport() : SUPPORT;
        if (support < LEAST_SUPPORT || support > 1) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: Support must be in [1e-4, 1], but got "
                                    + support
                                    + ".");
        }
        List<ParsedExpression> columns = new ArrayList<>();
        for (String column : items.getColsList()) {
            ParsedExpression values =
                    new TypedAggregate(
                            FrequentItems.atMost((int) (1 / support)),
                            List.of(new Name(AttributeNames.parse(column), null, false, null)));
            columns.add(new Alias(values, List.of(column + "_freqItems"), null));
        }
        return new Relation.Aggregate(
                relations.apply(items.getInput()),
                Relation.Grouping.GROUP_BY,
                List.of(),
                List.of(),
                columns,
                true,
                null);
    }

    private Relation quantiles(StatApproxQuantile quantile) {
        return new StatisticRelation.Quantiles(
                relations.apply(quantile.getInput()),
                quantile.getColsList(),
                quantile.getProbabilitiesList(),
                quantile.getRelativeError());
    }

    /// Rows whose random number is below the fraction of their stratum; others have none.
    private Relation sample(StatSampleBy sample) {
        if (!sample.hasSeed()) {
            throw MillraceException.unsupported("a sample without a seed");
        }
        ParsedExpression stratum = expressions.convert(sample.getCol());
        List<ParsedExpression> branches = new ArrayList<>();
        for (StatSampleBy.Fraction fraction : sample.getFractionsList()) {
            branches.add(Call.of("<=>", stratum, expressions.literal(fraction.getStratum())));
            branches.add(new Literal(fraction.getFraction(), DataType.DOUBLE));
        }
        branches.add(new Literal(0.0, DataType.DOUBLE));
        ParsedExpression random = Call.of("rand", new Literal(sample.getSeed(), DataType.LONG));
        ParsedExpression bound = Call.of("when", branches.toArray(ParsedExpression[]::new));
        return new Relation.Filter(relations.apply(sample.getInput()), Call.of("<", random, bound));
    }
}
