// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.error.MillraceException;

import java.util.Set;

/// Settings of Spark's that change what a query means and that this engine does not follow: any
/// value but the default is refused, rather than answered with other rows than Spark's.
final class UnfollowedSettings {
    private static final String LEGACY = "spark.sql.legacy.";

    /// The old behaviours that can be had.
    private static final Set<String> FOLLOWED =
            Set.of(
                    "spark.sql.legacy.setopsPrecedence.enabled",
                    "spark.sql.legacy.exponentLiteralAsDecimal.enabled",
                    "spark.sql.legacy.identifierClause",
                    "spark.sql.legacy.viewSchemaBindingMode",
                    "spark.sql.legacy.viewSchemaCompensation");

    /// Old behaviours of what is not there at all, or that change no answer.
    private static final Set<String> HARMLESS =
            Set.of(
                    "spark.sql.legacy.createHiveTableByDefault",
                    "spark.sql.legacy.setCommandRejectsSparkCoreConfs",
                    "spark.sql.legacy.raiseErrorWithoutErrorClass",
                    "spark.sql.legacy.useV1Command",
                    "spark.sql.legacy.emptyCurrentDBInCli",
                    "spark.sql.legacy.replaceDatabricksSparkAvro.enabled",
                    "spark.sql.legacy.inlineCTEInCommands");

    private static final Set<String> OTHERS =
            Set.of(
                    "spark.sql.analyzer.lowerEmptyGroupingSetToGlobalAggregate.enabled",
                    "spark.sql.ansi.relationPrecedence",
                    "spark.sql.crossJoin.enabled",
                    "spark.sql.decimalOperations.allowPrecisionLoss",
                    "spark.sql.function.concatBinaryAsString",
                    "spark.sql.function.eltOutputAsString",
                    "spark.sql.groupByAliases",
                    "spark.sql.groupByOrdinal",
                    "spark.sql.orderByOrdinal",
                    "spark.sql.mapKeyDedupPolicy",
                    "spark.sql.optimizer.decorrelateExistsSubqueryLegacyIncorrectCountHandling"
                            + ".enabled",
                    "spark.sql.optimizer.decorrelateSubqueryLegacyIncorrectCountHandling.enabled",
                    "spark.sql.parser.escapedStringLiterals",
                    "spark.sql.parser.quotedRegexColumnNames",
                    "spark.sql.path.enabled",
                    "spark.sql.preserveCharVarcharTypeInfo",
                    "spark.sql.readSideCharPadding",
                    "spark.sql.prioritizeOrdinalResolutionInSort.enabled",
                    "spark.sql.storeAssignmentPolicy");

    private UnfollowedSettings() {}

    /// @throws MillraceException if the value asks for what is not there
    static void check(KnownKey key, String value) {
        String usual = key.defaultValue();
        // What has no default is off unless somebody turns it on.
        boolean isUsual = value.strip().equalsIgnoreCase(usual == null ? "false" : usual);
        if (isMeaning(key.name()) && !isUsual) {
            throw MillraceException.unsupported("the setting " + key.name() + "=" + value.strip());
        }
    }

    private static boolean isMeaning(String key) {
        return OTHERS.contains(key)
                || key.startsWith(LEGACY) && !FOLLOWED.contains(key) && !HARMLESS.contains(key);
    }
}
