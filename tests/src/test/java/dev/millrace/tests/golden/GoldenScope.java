// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which golden files are about something that Millrace leaves out on purpose. They run too, but do
/// not count among the files that it is measured by.
final class GoldenScope {
    /// @param prefix how the names of the files begin
    private record LeftOut(String prefix, String feature) {}

    private static final List<LeftOut> LEFT_OUT =
            List.of(
                    new LeftOut("st-functions.sql", "geography"),
                    new LeftOut("variant", "variant"),
                    new LeftOut("xml-functions.sql", "XML"),
                    new LeftOut("to_from_avro.sql", "Avro and Protobuf values"),
                    new LeftOut("mask-functions.sql", "masking"),
                    new LeftOut("try_reflect.sql", "reflection"),
                    new LeftOut("hll.sql", "sketches"),
                    new LeftOut("thetasketch.sql", "sketches"),
                    new LeftOut("tuplesketch.sql", "sketches"),
                    new LeftOut("kllquantiles.sql", "sketches"),
                    new LeftOut("udf/", "user functions of Spark's suite"),
                    new LeftOut("udaf/", "user functions of Spark's suite"),
                    new LeftOut("udtf/", "user functions of Spark's suite"),
                    new LeftOut("sql-udf", "functions defined in SQL"),
                    new LeftOut("collations-", "collations"),
                    new LeftOut("listagg-collations.sql", "collations"),
                    new LeftOut("view-with-default-collation.sql", "collations"),
                    new LeftOut("scripting/", "SQL scripting"),
                    new LeftOut("sql-session-variables.sql", "session variables"),
                    new LeftOut("session-variable-precedence.sql", "session variables"),
                    new LeftOut("execute-immediate.sql", "session variables"),
                    new LeftOut("explain", "the text of Spark's plans"),
                    new LeftOut("nonansi/", "ANSI mode off"));

    /// What every build runs: a few files of each kind, within seconds.
    static final List<String> SAMPLE =
            List.of(
                    "count.sql",
                    "group-by.sql",
                    "having.sql",
                    "order-by-ordinal.sql",
                    "literals.sql",
                    "operators.sql",
                    "predicate-functions.sql",
                    "columnresolution.sql",
                    "cast.sql",
                    "struct.sql",
                    "union.sql",
                    "table-aliases.sql",
                    "postgreSQL/case.sql",
                    "postgreSQL/int4.sql",
                    "postgreSQL/select.sql",
                    "subquery/in-subquery/simple-in.sql",
                    "typeCoercion/native/concat.sql",
                    "typeCoercion/native/dateTimeOperations.sql");

    private GoldenScope() {}

    /// Why a file does not count; null if it does.
    static @Nullable String leftOut(String name) {
        for (LeftOut part : LEFT_OUT) {
            if (name.startsWith(part.prefix)) {
                return part.feature;
            }
        }
        return null;
    }
}
