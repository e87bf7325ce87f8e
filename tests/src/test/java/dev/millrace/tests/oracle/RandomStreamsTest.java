// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.oracle.random.RandomQuery;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks real Spark and Millrace random streaming queries. `-Dmillrace.seeds=<n>` says how many,
/// `-Dmillrace.seed=<s>` the first one. A query that is answered otherwise is made smaller as long
/// as the answers differ, and printed with its seed; `-Dmillrace.seeds=1 -Dmillrace.seed=<its
/// seed>` asks it again.
@Tag("spark")
@Timeout(14_400)
final class RandomStreamsTest {
    private static final int SEEDS = 200;

    /// So many seeds between two lines that tell how far it is.
    private static final int PROGRESS = 25;

    /// So many smaller queries are tried for one that differs.
    private static final int TRIES = Integer.getInteger("millrace.tries", 60);

    /// Generating code for queries that see ten rows is most of what Spark would do.
    private static final List<String> INTERPRETED =
            List.of(
                    "spark.sql.codegen.wholeStage=false",
                    "spark.sql.codegen.factoryMode=NO_CODEGEN");

    private final Path scratch;

    RandomStreamsTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void randomQueriesAnswerAlike() throws Exception {
        long first = Long.getLong("millrace.seed", 1);
        long count = Long.getLong("millrace.seeds", SEEDS);
        List<String> different = new ArrayList<>();
        try (SparkServer spark = SparkServer.start(scratch.resolve("server"), INTERPRETED);
                MillraceServer millrace = new MillraceServer()) {
            for (long seed = first; seed < first + count; seed++) {
                Answered found = ask(spark, millrace, RandomQuery.of(seed));
                if (found.differs()) {
                    found = smallest(spark, millrace, found);
                    System.out.printf("seed %d%n%s%n%s", seed, found.query(), found.difference());
                    different.add("seed " + seed);
                }
                if ((seed - first + 1) % PROGRESS == 0) {
                    System.out.printf(
                            "%d of %d asked, %d differ%n",
                            seed - first + 1, count, different.size());
                }
            }
        }
        assertThat(different).isEmpty();
    }

    /// @param difference both answers, empty if they are the same
    private record Answered(RandomQuery query, String difference) {
        boolean differs() {
            return !difference.isEmpty();
        }
    }

    /// Takes away whatever can go with the answers still different.
    private Answered smallest(SparkServer spark, MillraceServer millrace, Answered found)
            throws IOException {
        Answered best = found;
        int tries = 0;
        boolean better = true;
        while (better && tries < TRIES) {
            better = false;
            for (RandomQuery smaller : best.query().smaller()) {
                Answered tried = tries++ < TRIES ? ask(spark, millrace, smaller) : found;
                if (tried != found && tried.differs()) {
                    best = tried;
                    better = true;
                    break;
                }
            }
        }
        return best;
    }

    private Answered ask(SparkServer spark, MillraceServer millrace, RandomQuery query)
            throws IOException {
        List<Question> one = List.of(RandomStreams.question("random", query));
        Answers there = Answers.of(spark.remote(), spark::consoleText, one, scratch);
        Answers here = Answers.of(millrace.remote(), millrace::consoleText, one, scratch);
        String difference = there.besideThose(here, there.differingFrom(here), "Spark", "Millrace");
        return new Answered(query, difference);
    }
}
