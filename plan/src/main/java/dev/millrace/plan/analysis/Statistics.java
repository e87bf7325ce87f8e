// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Alias;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Cast;
import dev.millrace.plan.relation.ParsedExpression.CastMode;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.StatisticRelation;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says `Dataset.na` and `stat` in projections and aggregates, once the columns are known.
record Statistics(AnalysisContext context, DataType.Struct schema) {
    private static final String ROWS = "rows";
    private static final Literal NOTHING = new Literal(null, DataType.DOUBLE);

    /// The same in relations that need no more than themselves.
    Relation relation(StatisticRelation statistic) {
        return switch (statistic) {
            case StatisticRelation.Summary summary -> summary(summary);
            case StatisticRelation.Replace replace -> replaced(replace);
            case StatisticRelation.OfPair pair -> ofPair(pair);
            case StatisticRelation.Quantiles quantiles -> quantiles(quantiles);
        };
    }

    /// One group of all rows gives an array of structs, one for each statistic, which become rows.
    private Relation summary(StatisticRelation.Summary summary) {
        List<String> names = summary.columns().isEmpty() ? schema.names() : summary.columns();
        List<StructField> fields = new ArrayList<>();
        for (String name : names) {
            StructField field = find(name);
            if (field == null) {
                List<List<String>> all = schema.names().stream().map(List::of).toList();
                throw NameErrors.unresolvedColumn(List.of(name), all, null);
            }
            if (Types.isNumeric(field.type()) || Types.isText(field.type())) {
                fields.add(field);
            }
        }
        List<ParsedExpression> rows = new ArrayList<>();
        for (String statistic : summary.statistics()) {
            List<ParsedExpression> cells = new ArrayList<>();
            cells.add(text("summary"));
            // A text that may be NULL: so Spark declares the column.
            cells.add(Call.of("nullif", text(statistic), text("")));
            for (StructField field : fields) {
                cells.add(text(field.name()));
                cells.add(new Cast(of(statistic, field), DataType.STRING, CastMode.SESSION, null));
            }
            rows.add(call("named_struct", cells));
        }
        Relation all =
                aggregate(
                        summary.input(),
                        List.of(new Alias(call("array", rows), List.of(ROWS), null)));
        return new Relation.Project(all, List.of(Call.of("inline", Name.of(ROWS))));
    }

    private static ParsedExpression of(String statistic, StructField field) {
        ParsedExpression column = Name.of(field.name());
        ParsedExpression number =
                Types.isText(field.type())
                        ? new Cast(column, DataType.DOUBLE, CastMode.TRY, null)
                        : column;
        return switch (statistic.toLowerCase(Locale.ROOT)) {
            case "count", "min", "max", "approx_count_distinct" -> Call.of(statistic, column);
            case "count_distinct" -> new Call("count", List.of(column), true, null, false, null);
            case "mean" -> Call.of("avg", number);
            case "stddev" -> Call.of("stddev_samp", number);
            default -> {
                yield Call.of("percentile_approx", number, doubleOf(percentile(statistic)));
            }
        };
    }

    private static double percentile(String statistic) {
        if (!statistic.endsWith("%")) {
            throw unrecognised(statistic);
        }
        double value;
        try {
            value = Double.parseDouble(statistic.substring(0, statistic.length() - 1)) / 100;
        } catch (NumberFormatException e) {
            throw unrecognised(statistic);
        }
        if (value < 0 || value > 1) {
            throw illegal("requirement failed: Percentiles must be in the range [0, 1]");
        }
        return value;
    }

    private static MillraceException unrecognised(String statistic) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT, "UNRECOGNIZED_STATISTIC", "42704")
                .with("stats", "'" + statistic + "'")
                .text(
                        "The statistic '"
                                + statistic
                                + "' is not recognized. Valid statistics include `count`,"
                                + " `count_distinct`, `approx_count_distinct`, `mean`, `stddev`,"
                                + " `min`, `max`, and percentile values. Percentile must be a"
                                + " numeric value followed by '%', within the range 0% to 100%.");
    }

    private static Literal doubleOf(double value) {
        return new Literal(value, DataType.DOUBLE);
    }

    private Relation replaced(StatisticRelation.Replace replace) {
        List<String> wanted = new ArrayList<>();
        replace.columns().forEach(name -> wanted.add(field(name).name()));
        DataType old = replace.replacements().getFirst().from().type();
        List<ParsedExpression> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            boolean isOfKind =
                    Types.isNumeric(old) ? Types.isNumeric(field.type()) : field.type().equals(old);
            boolean isWanted = wanted.isEmpty() || wanted.contains(field.name());
            columns.add(
                    isOfKind && isWanted
                            ? new Alias(
                                    replaced(field, replace.replacements()),
                                    List.of(field.name()),
                                    null)
                            : Name.of(field.name()));
        }
        return new Relation.Project(replace.input(), columns);
    }

    private static ParsedExpression replaced(
            StructField field, List<StatisticRelation.Replace.Replacement> replacements) {
        List<ParsedExpression> branches = new ArrayList<>();
        for (StatisticRelation.Replace.Replacement each : replacements) {
            branches.add(Call.of("==", Name.of(field.name()), as(each.from(), field)));
            branches.add(as(each.to(), field));
        }
        branches.add(Name.of(field.name()));
        return call("when", branches);
    }

    private static ParsedExpression as(Literal value, StructField field) {
        return new Cast(value, field.type(), CastMode.SESSION, null);
    }

    /// Spark counts NULL as zero here, other than its functions of the same names.
    private Relation ofPair(StatisticRelation.OfPair pair) {
        for (String name : List.of(pair.first(), pair.second())) {
            StructField field = field(name);
            if (!Types.isNumeric(field.type())) {
                throw illegal(
                        "requirement failed: Currently "
                                + (pair.function().equals("cov") ? "covariance" : "correlation")
                                + " calculation for columns with dataType "
                                + field.type().simpleName()
                                + " not supported.");
            }
        }
        ParsedExpression value =
                Call.of(
                        pair.function().equals("cov") ? "covar_samp" : "corr",
                        present(pair.first()),
                        present(pair.second()));
        return aggregate(pair.input(), List.of(new Alias(value, List.of(pair.function()), null)));
    }

    private static ParsedExpression present(String name) {
        return Call.of("coalesce", asDouble(name), doubleOf(0));
    }

    private static ParsedExpression asDouble(String name) {
        return new Cast(Name.of(name), DataType.DOUBLE, CastMode.SESSION, null);
    }

    private Relation quantiles(StatisticRelation.Quantiles quantiles) {
        List<ParsedExpression> ofColumns = new ArrayList<>();
        List<ParsedExpression> parts = new ArrayList<>();
        quantiles.probabilities().forEach(p -> parts.add(doubleOf(p)));
        for (String name : quantiles.columns()) {
            StructField field = field(name);
            if (!Types.isNumeric(field.type())) {
                throw illegal(
                        "requirement failed: Quantile calculation for column "
                                + name
                                + " with data type "
                                + javaName(field.type())
                                + " is not supported.");
            }
            ParsedExpression value = asDouble(field.name());
            // NaN has no rank.
            ParsedExpression number = Call.of("when", Call.of("isnan", value), NOTHING, value);
            ParsedExpression none =
                    new Cast(
                            Call.of("array"),
                            new DataType.Array(DataType.DOUBLE, false),
                            CastMode.SESSION,
                            null);
            ofColumns.add(
                    Call.of(
                            "coalesce",
                            Call.of("percentile_approx", number, call("array", parts)),
                            none));
        }
        ParsedExpression all = call("array", ofColumns);
        return aggregate(
                quantiles.input(), List.of(new Alias(all, List.of("approx_quantile"), null)));
    }

    private static Relation aggregate(Relation input, List<ParsedExpression> outputs) {
        return new Relation.Aggregate(
                input, Relation.Grouping.GROUP_BY, List.of(), List.of(), outputs, true, null);
    }

    private StructField field(String name) {
        StructField found = find(name);
        if (found == null) {
            throw NameErrors.unresolvedOf(name, schema.names());
        }
        return found;
    }

    private @Nullable StructField find(String name) {
        for (StructField field : schema.fields()) {
            if (context.sameName(field.name(), name)) {
                return field;
            }
        }
        return null;
    }

    /// The name of Spark's object for a type.
    private static String javaName(DataType type) {
        return type instanceof DataType.Text ? "StringType" : type.sqlName();
    }

    private static Literal text(String value) {
        return new Literal(value, DataType.STRING);
    }

    private static Call call(String name, List<ParsedExpression> arguments) {
        return Call.of(name, arguments.toArray(ParsedExpression[]::new));
    }

    private static MillraceException illegal(String message) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT).text(message);
    }
}
