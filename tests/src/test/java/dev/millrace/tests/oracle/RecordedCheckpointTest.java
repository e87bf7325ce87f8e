// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.ReferenceJars;
import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Millrace goes on from what real Spark left: its checkpoint and its output, recorded by
/// `HandOverTest` with `-Dmillrace.record=true`.
@Timeout(120)
final class RecordedCheckpointTest {
    /// So many that Spark has compacted its logs.
    static final int FILES_OF_SPARK = 12;

    private static final String FILE =
            "tests/src/test/resources/dev/millrace/tests/oracle/spark-checkpoint.txt";

    private final Path scratch;

    RecordedCheckpointTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    static Path recorded() {
        return ReferenceJars.checkout().resolve(FILE);
    }

    @Test
    void aQueryThatSparkBeganGoesOn() throws Exception {
        HandedOver query = HandedOver.FILES_TO_JSON;
        Path passed = scratch.resolve("passed");
        RecordedTree.read(recorded()).writeBelow(passed);
        SensorFiles.write(passed.resolve("in"), 0, FILES_OF_SPARK);
        Path whole = scratch.resolve("whole");
        try (MillraceServer server = new MillraceServer();
                SparkSession spark = server.client()) {
            assertThat(query.run(spark, passed, FILES_OF_SPARK, 30)).isEqualTo(29);
            assertThat(query.run(spark, whole, 0, 30)).isEqualTo(29);
            List<String> rows = query.rows(spark, whole);
            assertThat(query.rows(spark, passed)).isEqualTo(rows).hasSizeGreaterThan(60);
            assertThat(HandedOver.committed(passed)).isEqualTo(HandedOver.committed(whole));
        }
    }
}
