// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

/// Takes out of a row's text what no two runs have in common, as Spark's suite has done with the
/// golden files: places, moments, owners and the numbers of columns.
final class Normal {
    /// The last part of the warehouse's path; golden files know it by this name.
    static final String WAREHOUSE = "org.apache.spark.sql.SQLQueryTestSuite";

    private static final String NOT = "[not included in comparison]";

    private Normal() {}

    static String text(String row) {
        return row.replaceAll("#\\d+", "#x")
                .replaceAll("Location.*" + WAREHOUSE + "/", "Location " + NOT + "/{warehouse_dir}/")
                .replaceAll("file:[^\\s,]*" + WAREHOUSE, "file:" + NOT + "/{warehouse_dir}")
                .replaceAll("Created By.*", "Created By " + NOT)
                .replaceAll("Created Time.*", "Created Time " + NOT)
                .replaceAll("Last Access.*", "Last Access " + NOT)
                .replaceAll("Owner.*", "Owner " + NOT)
                .replaceAll("Partition Statistics\t\\d+", "Partition Statistics\t" + NOT)
                .replaceAll("transient_lastDdlTime=\\d+", "transient_lastDdlTime=" + NOT)
                .replaceAll(
                        "\"location\":.*?" + WAREHOUSE + "/",
                        "\"location\": \"" + NOT + "/{warehouse_dir}/")
                .replaceAll(
                        "\"(created_by|created_time|last_access|owner)\":\".*?\"",
                        "\"$1 " + NOT + "\":\"None\"");
    }
}
