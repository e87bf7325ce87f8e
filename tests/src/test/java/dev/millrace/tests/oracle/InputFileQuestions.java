// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.streaming.Trigger;

import java.util.ArrayList;
import java.util.List;

/// Questions about `input_file_name()` and the functions beside it: where the file of a row is
/// known, and where it is not.
final class InputFileQuestions {
    private static final String NAME = "substring_index(input_file_name(), '/', -1)";

    private InputFileQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        // $IN is the directory of two JSON files, t a view of them, $F the name without the path.
        for (String sql :
                List.of(
                        "SELECT input_file_name(), input_file_block_start(),"
                                + " input_file_block_length()",
                        "SELECT id, $F f, input_file_name() LIKE 'file:///%/in/_.json' u,"
                                + " input_file_block_start() s, input_file_block_length() l FROM t",
                        "SELECT id FROM t WHERE input_file_name() LIKE '%b.json' AND id > 1",
                        "SELECT $F f, count(*) FROM t GROUP BY 1",
                        "SELECT input_file_name() LIKE '%a.json' f, count(*) FROM t GROUP BY"
                                + " input_file_name()",
                        "SELECT DISTINCT $F f FROM t",
                        "SELECT id FROM t ORDER BY input_file_name() DESC, id",
                        "SELECT id, $F f FROM t ORDER BY id DESC",
                        "SELECT id, rank() OVER (ORDER BY id) r, $F f FROM t",
                        "SELECT id, explode(array($F)) f FROM t",
                        "SELECT id, e, $F f FROM t LATERAL VIEW explode(array(1, 2)) AS e",
                        "SELECT id, $F f FROM (SELECT id FROM t UNION ALL SELECT id FROM"
                                + " json.`$IN`)",
                        "SELECT id, $F f FROM (SELECT id FROM t UNION ALL SELECT 7)",
                        "SELECT id, $F f FROM t UNION ALL SELECT 7, input_file_name()",
                        "SELECT id, $F f FROM (SELECT DISTINCT id FROM t)",
                        "SELECT id, $F f FROM (SELECT id FROM t ORDER BY id)",
                        "SELECT c, $F f, input_file_block_start() s FROM (SELECT count(*) c FROM"
                                + " t)",
                        "SELECT f, count(*) FROM (SELECT id, $F f FROM t) GROUP BY f",
                        "SELECT x.id, f, g FROM (SELECT id, $F f FROM t) x JOIN (SELECT id, $F g"
                                + " FROM t) y ON x.id = y.id",
                        "SELECT id, $F f FROM t WHERE id IN (SELECT id FROM json.`$IN` WHERE id >"
                                + " 1)",
                        "SELECT id, $F f, (SELECT max(id) FROM json.`$IN`) m FROM t",
                        "SELECT x.id, $F FROM t x JOIN t y ON x.id = y.id",
                        "SELECT input_file_name(1) FROM t",
                        "WITH c AS (SELECT id, $F f FROM t) SELECT c.id, d.f FROM c JOIN c d ON"
                                + " c.id = d.id")) {
            questions.add(
                    new Question(
                            "input file: " + sql,
                            (spark, directory) -> {
                                FileColumnQuestions.files(directory);
                                FileColumnQuestions.json(spark, directory)
                                        .createOrReplaceTempView("t");
                                return Transcript.bag(
                                        spark.sql(
                                                sql.replace("$F", NAME)
                                                        .replace("$IN", directory + "/in")));
                            }));
        }
        questions.add(ofStream());
        return questions;
    }

    private static Question ofStream() {
        return new Question(
                "input file: of a stream",
                (spark, directory) -> {
                    FileColumnQuestions.files(directory);
                    spark.readStream()
                            .schema("id INT")
                            .json(directory + "/in")
                            .where("id > 1")
                            .selectExpr("id", NAME + " AS f", "input_file_block_length() AS l")
                            .writeStream()
                            .format("memory")
                            .queryName("input_file")
                            .trigger(Trigger.AvailableNow())
                            .start()
                            .awaitTermination();
                    return Transcript.bag(spark.table("input_file"));
                });
    }
}
