// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the tables of the lakehouse are, below one base directory. It travels with the functions
/// that Spark runs, so it holds text and nothing else.
///
/// @param base an absolute path
public record LakeLayout(String base) implements Serializable {

    public static LakeLayout below(Path base) {
        return new LakeLayout(base.toAbsolutePath().normalize().toString());
    }

    public String bronze() {
        return base + "/bronze";
    }

    public String dimensions() {
        return base + "/dims";
    }

    public String customers() {
        return dimensions() + "/customers.csv";
    }

    public String merchants() {
        return dimensions() + "/merchants.csv";
    }

    public String silver() {
        return base + "/silver/orders";
    }

    /// Where the merged rows of a batch wait before they replace partitions of silver.
    public String silverStaging() {
        return base + "/staging/silver";
    }

    public String quarantine() {
        return base + "/quarantine/orders";
    }

    public String dailyKpis() {
        return base + "/gold/daily_kpis";
    }

    public String categoryRanking() {
        return base + "/gold/category_ranking";
    }

    public String windows() {
        return base + "/gold/windows";
    }

    public String jobRuns() {
        return base + "/governance/job_runs";
    }

    public String schemaRegistry() {
        return base + "/governance/schema_registry";
    }

    public String checkpoint(String query) {
        return base + "/checkpoints/" + query;
    }

    /// Makes the directories of all tables that the job reads, so that a table without rows can be
    /// read like any other.
    public void createDirectories() throws IOException {
        List<String> tables =
                List.of(
                        bronze(),
                        silver(),
                        quarantine(),
                        dailyKpis(),
                        categoryRanking(),
                        jobRuns(),
                        schemaRegistry());
        for (String table : tables) {
            Files.createDirectories(Path.of(table));
        }
    }
}
