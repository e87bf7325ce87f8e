// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import static dev.millrace.tests.Failures.assertFails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

/// Statements that damaged ones led to: once they failed without a name, or had no end.
@Timeout(60)
final class FoundStatementsTest {
    private static MillraceServer server;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        server = new MillraceServer();
        spark = server.client();
    }

    @AfterAll
    static void stop() throws IOException {
        spark.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT get(null, 'NaN') | DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                "SELECT randstr(-1, 0) | INVALID_PARAMETER_VALUE.LENGTH",
                "SELECT grouping() FROM VALUES (1) AS t(k) GROUP BY GROUPING SETS (()) |"
                        + " WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                "SELECT sequence(9223372036854775807, 1, -2) |"
                        + " COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION",
                "SELECT sequence(1, 1000000000000) | COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION",
                "SELECT sequence(-9223372036854775808, 9223372036854775807) |"
                        + " COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION"
            })
    void theCauseIsNamed(String statement, String condition) {
        assertFails(condition, () -> spark.sql(statement).collectAsList());
    }

    @Test
    void rowsMadeOfAnAliasBesideThemAreRefusedByName() {
        assertThatThrownBy(() -> spark.sql("SELECT array(1, 2) AS a, explode(a)").collectAsList())
                .hasMessageContaining("rows made of a column that the same SELECT computes");
    }

    @Test
    void aSequenceToTheGreatestNumberEnds() {
        assertThat(
                        spark.sql(
                                        "SELECT size(sequence(9223372036854775800,"
                                                + " 9223372036854775807, 3))")
                                .first()
                                .getInt(0))
                .isEqualTo(3);
    }
}
