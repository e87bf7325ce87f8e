// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.CatalogStatement.Target;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.PartitionStatement;
import dev.millrace.plan.relation.PartitionStatement.Spec;
import dev.millrace.plan.relation.Statement;
import dev.millrace.spi.error.MillraceException;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AddTablePartitionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AnalyzeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DescribeRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DropTablePartitionsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionSpecContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionSpecLocationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PartitionValContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RecoverPartitionsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RenameTablePartitionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RepairTableContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowPartitionsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ShowTableExtendedContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SimpleIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StatementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TruncateTableContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `PARTITION (…)`, and the statements about partitions.
final class PartitionBuilder {
    private final ParseSession session;
    private final LiteralBuilder literals;

    PartitionBuilder(ParseSession session, LiteralBuilder literals) {
        this.session = session;
        this.literals = literals;
    }

    /// The statement, null if it is none of these.
    @Nullable Statement build(StatementContext statement) {
        return switch (statement) {
            case ShowPartitionsContext show ->
                    new PartitionStatement.ShowPartitions(
                            target(show.identifierReference()),
                            show.partitionSpec() == null
                                    ? null
                                    : spec(show.partitionSpec(), statement));
            case AddTablePartitionContext add -> add(add);
            case DropTablePartitionsContext drop ->
                    new PartitionStatement.DropPartitions(
                            target(drop.identifierReference()),
                            specs(drop.partitionSpec(), drop),
                            drop.EXISTS() != null);
            case RenameTablePartitionContext rename ->
                    new PartitionStatement.RenamePartition(
                            target(rename.identifierReference()),
                            spec(rename.from, rename),
                            spec(rename.to, rename));
            case RepairTableContext repair ->
                    new PartitionStatement.Repair(
                            target(repair.identifierReference()),
                            "MSCK REPAIR TABLE",
                            "MSCK REPAIR TABLE");
            case RecoverPartitionsContext recover ->
                    new PartitionStatement.Repair(
                            target(recover.identifierReference()),
                            "ALTER TABLE ... RECOVER PARTITIONS",
                            "ALTER TABLE RECOVER PARTITIONS");
            case AnalyzeContext analyze -> analyze(analyze);
            default -> null;
        };
    }

    private Target target(IdentifierReferenceContext name) {
        return new Target(Identifiers.parts(name), false, session.origin(name));
    }

    private Statement add(AddTablePartitionContext add) {
        List<PartitionSpecContext> specs = new ArrayList<>();
        for (PartitionSpecLocationContext partition : add.partitionSpecLocation()) {
            if (partition.locationSpec() != null) {
                throw MillraceException.unsupported(
                        "ADD PARTITION … LOCATION (a partition lies below its table)");
            }
            specs.add(partition.partitionSpec());
        }
        return new PartitionStatement.AddPartitions(
                target(add.identifierReference()), specs(specs, add), add.EXISTS() != null);
    }

    private Statement analyze(AnalyzeContext analyze) {
        SimpleIdentifierContext word = analyze.simpleIdentifier();
        if (word != null && !word.getText().equalsIgnoreCase("NOSCAN")) {
            throw ParseSession.error(
                    analyze,
                    "INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN",
                    Map.of("ctx", word.getText().toUpperCase(Locale.ROOT)));
        }
        if (analyze.FOR() != null) {
            throw MillraceException.unsupported("ANALYZE TABLE … FOR COLUMNS");
        }
        PartitionSpecContext written = analyze.partitionSpec();
        Map<String, Literal> given = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        values(written)
                .forEach(
                        (name, value) -> {
                            if (value == null) {
                                open.add(name);
                            } else {
                                given.put(name, value);
                            }
                        });
        return new PartitionStatement.Analyze(
                target(analyze.identifierReference()),
                written == null ? null : new Spec(given, session.origin(analyze)),
                open,
                word != null);
    }

    Statement truncate(TruncateTableContext truncate) {
        return new PartitionStatement.TruncatePartitions(
                target(truncate.identifierReference()), spec(truncate.partitionSpec(), truncate));
    }

    Statement describe(DescribeRelationContext describe) {
        if (describe.describeColName() != null) {
            throw ParseSession.error(
                    describe,
                    () -> QueryParsingErrors.descColumnForPartitionUnsupportedError(describe));
        }
        return new PartitionStatement.DescribePartition(
                target(describe.identifierReference()),
                spec(describe.partitionSpec(), describe, describe),
                describe.option != null);
    }

    /// The pattern is a name here.
    Statement extended(ShowTableExtendedContext show) {
        List<String> name = new ArrayList<>();
        if (show.ns != null) {
            name.addAll(Identifiers.parts(show.ns));
        }
        name.add(literals.string(show.pattern));
        return new PartitionStatement.ShowExtended(
                new Target(name, false, session.origin(show.pattern)),
                spec(show.partitionSpec(), show));
    }

    private List<Spec> specs(List<PartitionSpecContext> specs, ParserRuleContext statement) {
        return specs.stream().map(spec -> spec(spec, statement)).toList();
    }

    private Spec spec(PartitionSpecContext spec, ParserRuleContext statement) {
        return spec(spec, statement, spec);
    }

    /// @param place of the error where a value is missing
    private Spec spec(
            PartitionSpecContext spec, ParserRuleContext statement, ParserRuleContext place) {
        Origin origin = session.origin(statement);
        Map<String, Literal> given = new LinkedHashMap<>();
        values(spec)
                .forEach(
                        (name, value) -> {
                            if (value == null) {
                                throw ParseSession.error(
                                        place,
                                        "INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE",
                                        Map.of("partKey", "`" + name + "`"));
                            }
                            given.put(name, value);
                        });
        return new Spec(given, origin);
    }

    /// The values by the names as written; null for one that is not given.
    Map<String, @Nullable Literal> values(@Nullable PartitionSpecContext spec) {
        Map<String, @Nullable Literal> values = new LinkedHashMap<>();
        if (spec == null) {
            return values;
        }
        for (PartitionValContext value : spec.partitionVal()) {
            if (value.DEFAULT() != null) {
                throw ParseSession.error(
                        value,
                        () ->
                                QueryParsingErrors.defaultColumnReferencesNotAllowedInPartitionSpec(
                                        value));
            }
            String name = Identifiers.name(value.identifier());
            if (values.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
                throw ParseSession.error(
                        spec, () -> QueryParsingErrors.duplicateKeysError(name, spec));
            }
            values.put(name, literal(value));
        }
        return values;
    }

    private @Nullable Literal literal(PartitionValContext value) {
        if (value.constant() == null) {
            return null;
        }
        ParsedExpression built = literals.build(value.constant());
        if (built instanceof Literal literal) {
            return literal;
        }
        throw MillraceException.unsupported(
                "a partition of the value '" + ParseSession.source(value.constant()) + "'");
    }
}
