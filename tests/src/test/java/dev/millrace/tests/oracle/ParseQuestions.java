// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

import java.util.ArrayList;
import java.util.List;

/// Questions about texts that are read as JSON and CSV: `spark.read().json(strings)`.
final class ParseQuestions {
    private static final String INFERRED = "";

    private ParseQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        questions.addAll(json());
        questions.addAll(csv());
        return questions;
    }

    private static Question read(
            String format, String schema, List<String> texts, String... options) {
        return new Question(
                "texts as "
                        + format
                        + ": "
                        + texts.toString().replace("\n", "\\n")
                        + " "
                        + schema
                        + " "
                        + String.join(" ", options),
                (spark, directory) -> {
                    DataFrameReader reader = spark.read();
                    for (int i = 0; i < options.length; i += 2) {
                        reader.option(options[i], options[i + 1]);
                    }
                    if (!schema.isEmpty()) {
                        reader.schema(schema);
                    }
                    Dataset<String> strings = spark.createDataset(texts, Encoders.STRING());
                    Dataset<Row> rows =
                            format.equals("json") ? reader.json(strings) : reader.csv(strings);
                    return Transcript.bag(rows);
                });
    }

    private static List<Question> json() {
        List<String> plain = List.of("{\"a\":1,\"b\":\"x\"}", "{\"a\":2.5,\"c\":[1]}");
        List<String> broken = List.of("{\"a\":1}", "{\"a\":\"x\"}", "{\"a", "", "7");
        return List.of(
                read("json", INFERRED, plain),
                read("json", "a DOUBLE, b STRING NOT NULL", plain),
                read("json", INFERRED, List.of()),
                read("json", "a INT", List.of()),
                read("json", INFERRED, broken),
                read("json", "a INT", broken),
                read("json", "a INT, _corrupt_record STRING", broken),
                read("json", "a INT", broken, "mode", "DROPMALFORMED"),
                read("json", "a INT", broken, "mode", "FAILFAST"),
                read("json", INFERRED, broken, "mode", "FAILFAST"),
                read("json", INFERRED, List.of("{\"a\":\n1}", "[{\"a\":2},{\"a\":3}]")),
                read("json", INFERRED, List.of("{\"a\":1}"), "lineSep", "a", "multiLine", "true"),
                read("json", INFERRED, plain, "primitivesAsString", "true"),
                read("json", INFERRED, plain, "encoding", "UTF-16LE"),
                read("json", INFERRED, plain, "noSuch", "x"));
    }

    private static List<Question> csv() {
        List<String> plain = List.of("a,b", "1,x", "2,\"y,z\"", "", "a,b", "3");
        List<String> broken = List.of("1,x", "q,y", "3,z,w", "4", "");
        return List.of(
                read("csv", INFERRED, plain),
                read("csv", INFERRED, plain, "header", "true"),
                read("csv", INFERRED, plain, "header", "true", "inferSchema", "true"),
                read("csv", "i INT, s STRING", plain, "header", "true"),
                read("csv", "i INT, s STRING", plain, "header", "true", "enforceSchema", "false"),
                read("csv", "i INT, s STRING", broken),
                read("csv", "i INT, s STRING", broken, "mode", "DROPMALFORMED"),
                read("csv", "i INT, s STRING", broken, "mode", "FAILFAST"),
                read("csv", "i INT, s STRING, _corrupt_record STRING", broken),
                read("csv", INFERRED, List.of("1;2", "#3;4"), "sep", ";", "comment", "#"),
                read("csv", INFERRED, List.of()),
                read("csv", "a INT", List.of()),
                read("csv", INFERRED, List.of("1,\"a\nb\",2", "3,c,4")));
    }
}
