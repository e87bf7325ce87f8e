// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Questions about each option of batch reads and writes of text, JSON, CSV and Parquet files, and
/// about those that say which files are read.
final class FileOptionQuestions {
    private static final String NO_SCHEMA = "";
    private static final String MIXED =
            "SELECT 1 a, 'x,\"y' b, CAST(NULL AS STRING) c, '' d, TIMESTAMP'2024-01-02"
                    + " 03:04:05' t, DATE'2024-01-02' e, ' s ' f, '\u00e4' g";

    private FileOptionQuestions() {}

    static List<Question> all() {
        return Stream.of(
                        csvReads(),
                        csvModes(),
                        csvFormats(),
                        jsonReads(),
                        jsonSyntax(),
                        jsonValues(),
                        textReads(),
                        writes(),
                        otherWrites(),
                        files(),
                        modes(),
                        absurd())
                .flatMap(List::stream)
                .toList();
    }

    /// A file of this content, read with options given as names and values in turn.
    private static Question read(String format, String schema, String content, String... options) {
        return new Question(
                ("file option: read " + format + " " + text(options) + ": " + schema).strip(),
                (spark, directory) -> {
                    String charset = "UTF-8";
                    DataFrameReader reader = spark.read().format(format);
                    for (int i = 0; i < options.length; i += 2) {
                        reader.option(options[i], options[i + 1]);
                        charset = options[i].equals("encoding") ? options[i + 1] : charset;
                    }
                    Path file = directory.resolve("in/f." + format);
                    write(file, content, charset);
                    if (!schema.isEmpty()) {
                        reader.schema(schema);
                    }
                    return Transcript.bag(reader.load(directory + "/in"));
                });
    }

    private static String text(String... options) {
        return String.join(" ", options).replace("\n", "\\n").replace("\t", "\\t");
    }

    private static void write(Path file, String content, String charset) throws IOException {
        Files.createDirectories(file.getParent());
        Charset known =
                Charset.isSupported(charset) ? Charset.forName(charset) : StandardCharsets.UTF_8;
        Files.write(file, content.getBytes(known));
    }

    private static List<Question> csvReads() {
        String plain = "a,b\n1,x\n2,\"y,z\"\n,\n";
        List<Question> questions = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {},
                    {"header", "true"},
                    {"header", "true", "inferSchema", "true"},
                    {"sep", ";"},
                    {"delimiter", "\t"},
                    {"sep", "::"},
                    {"quote", "'"},
                    {"quote", ""},
                    {"escape", "\""},
                    {"comment", "2"},
                    {"nullValue", "x"},
                    {"emptyValue", "e"},
                    {"ignoreLeadingWhiteSpace", "true", "ignoreTrailingWhiteSpace", "true"},
                    {"lineSep", "x"},
                    {"encoding", "UTF-16LE"},
                    {"encoding", "ISO-8859-1"},
                    {"maxColumns", "1"},
                    {"maxColumns", "20480"},
                    {"maxCharsPerColumn", "-1"},
                    {"unescapedQuoteHandling", "STOP_AT_DELIMITER"},
                    {"columnPruning", "true"},
                    {"multiLine", "true"},
                    {"samplingRatio", "1.0", "inferSchema", "true"},
                    {"locale", "de-DE"},
                    {"timeZone", "America/New_York"}
                }) {
            questions.add(read("csv", NO_SCHEMA, plain, options));
        }
        return questions;
    }

    private static List<Question> csvModes() {
        List<Question> questions = new ArrayList<>();
        for (String mode : List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST", "other")) {
            questions.add(read("csv", "a INT, b STRING", "1,x\nq,y\n3,z,w\n4\n", "mode", mode));
            questions.add(
                    read(
                            "csv",
                            "a INT, b STRING, c STRING",
                            "1,x\nq,y\n",
                            "mode",
                            mode,
                            "columnNameOfCorruptRecord",
                            "c"));
        }
        questions.add(
                read(
                        "csv",
                        "b INT, a INT",
                        "a,b\n1,2\n",
                        "header",
                        "true",
                        "enforceSchema",
                        "true"));
        questions.add(
                read(
                        "csv",
                        "b INT, a INT",
                        "a,b\n1,2\n",
                        "header",
                        "true",
                        "enforceSchema",
                        "false"));
        return questions;
    }

    private static List<Question> csvFormats() {
        List<Question> questions = new ArrayList<>();
        questions.add(
                read(
                        "csv",
                        "d DOUBLE, e DOUBLE, f DOUBLE",
                        "nix,viel,wenig\n1,2,3\n",
                        "nanValue",
                        "nix",
                        "positiveInf",
                        "viel",
                        "negativeInf",
                        "wenig"));
        questions.add(
                read(
                        "csv",
                        "d DATE, t TIMESTAMP, n TIMESTAMP_NTZ",
                        "03/02/2024,03.02.2024 4h,2024|02\n",
                        "dateFormat",
                        "dd/MM/yyyy",
                        "timestampFormat",
                        "dd.MM.yyyy H'h'",
                        "timestampNTZFormat",
                        "yyyy|MM"));
        questions.add(
                read(
                        "csv",
                        NO_SCHEMA,
                        "2024-01-01\n2024-01-02\n",
                        "inferSchema",
                        "true",
                        "preferDate",
                        "false"));
        questions.add(
                read(
                        "csv",
                        NO_SCHEMA,
                        "\"a\\\"b\",\"c\\\\\"\n",
                        "charToEscapeQuoteEscaping",
                        "\\"));
        return questions;
    }

    private static List<Question> jsonReads() {
        String plain = "{\"a\":1,\"b\":\"x\"}\n{\"a\":2.5,\"c\":[1]}\n";
        List<Question> questions = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {},
                    {"primitivesAsString", "true"},
                    {"prefersDecimal", "true"},
                    {"dropFieldIfAllNull", "true"},
                    {"samplingRatio", "1.0"},
                    {"encoding", "UTF-16BE", "lineSep", "\n"},
                    {"multiLine", "true"},
                    {"inferTimestamp", "true"},
                    {"useUnsafeRow", "false"}
                }) {
            questions.add(read("json", NO_SCHEMA, plain, options));
        }
        return questions;
    }

    private static List<Question> jsonSyntax() {
        List<Question> questions = new ArrayList<>();
        for (String[] option :
                new String[][] {
                    {"{/*x*/\"a\":1}\n", "allowComments"},
                    {"{a:1}\n", "allowUnquotedFieldNames"},
                    {"{'a':1}\n", "allowSingleQuotes"},
                    {"{\"a\":01}\n", "allowNumericLeadingZeros"},
                    {"{\"a\":\"\\1\"}\n", "allowBackslashEscapingAnyCharacter"},
                    {"{\"a\":\"\t\"}\n", "allowUnquotedControlChars"},
                    {"{\"a\":NaN}\n", "allowNonNumericNumbers"}
                }) {
            for (String value : List.of("true", "false")) {
                questions.add(read("json", "a STRING", option[0], option[1], value));
            }
        }
        return questions;
    }

    private static List<Question> jsonValues() {
        List<Question> questions = new ArrayList<>();
        for (String mode : List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST")) {
            questions.add(
                    read(
                            "json",
                            "a INT, _corrupt_record STRING",
                            "{\"a\":1}\n{\"a\n",
                            "mode",
                            mode));
        }
        questions.add(
                read(
                        "json",
                        "d DATE, t TIMESTAMP",
                        "{\"d\":\"1.2.2024\",\"t\":\"Feb 2024\"}\n",
                        "dateFormat",
                        "d.M.yyyy",
                        "timestampFormat",
                        "MMM yyyy",
                        "locale",
                        "en-US",
                        "timeZone",
                        "Asia/Tokyo"));
        questions.add(
                read(
                        "json",
                        NO_SCHEMA,
                        "{\"a\":1}\n{\n",
                        "columnNameOfCorruptRecord",
                        "bad",
                        "mode",
                        "PERMISSIVE"));
        questions.add(read("json", "a INT", "{\"a\":1}#{\"a\":2}", "lineSep", "#"));
        return questions;
    }

    private static List<Question> textReads() {
        return List.of(
                read("text", NO_SCHEMA, "a\nb\r\nc"),
                read("text", NO_SCHEMA, "a\nb\n", "wholetext", "true"),
                read("text", NO_SCHEMA, "a#b#c", "lineSep", "#"),
                read("text", NO_SCHEMA, "a\nb", "lineSep", ""),
                read("text", "a INT", "1\n"),
                read("text", "a STRING, b STRING", "1\n"));
    }

    /// Rows that are written with options; the text of the file, or how it is named.
    private static Question written(String format, String sql, String... options) {
        return new Question(
                "file option: write " + format + " " + text(options) + ": " + sql,
                (spark, directory) -> {
                    DataFrameWriter<Row> writer = spark.sql(sql).coalesce(1).write().format(format);
                    for (int i = 0; i < options.length; i += 2) {
                        writer.option(options[i], options[i + 1]);
                    }
                    writer.save(directory + "/out");
                    StringBuilder text = new StringBuilder();
                    try (Stream<Path> all = Files.list(directory.resolve("out"))) {
                        for (Path file : all.sorted().toList()) {
                            String name = file.getFileName().toString();
                            if (name.startsWith("part-")) {
                                text.append(name.substring(name.indexOf('.'))).append('\n');
                                if (name.endsWith(".csv")
                                        || name.endsWith(".json")
                                        || name.endsWith(".txt")) {
                                    text.append(
                                            Files.readString(file, StandardCharsets.ISO_8859_1));
                                }
                            }
                        }
                    }
                    return text.toString();
                });
    }

    private static List<Question> writes() {
        List<Question> questions = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {},
                    {"header", "true"},
                    {"sep", "|"},
                    {"quote", "'"},
                    {"escape", "\""},
                    {"quoteAll", "true"},
                    {"escapeQuotes", "false"},
                    {"nullValue", "NIL"},
                    {"emptyValue", "EMPTY"},
                    {"ignoreLeadingWhiteSpace", "false", "ignoreTrailingWhiteSpace", "false"},
                    {"dateFormat", "dd.MM.yy", "timestampFormat", "HH:mm"},
                    {"timeZone", "Asia/Tokyo"},
                    {"encoding", "ISO-8859-1"},
                    {"lineSep", "#"},
                    {"charToEscapeQuoteEscaping", "!"},
                    {"compression", "gzip"},
                    {"compression", "deflate"},
                    {"codec", "gzip"},
                    {"compression", "none"},
                    {"compression", "x"}
                }) {
            questions.add(written("csv", MIXED, options));
        }
        return questions;
    }

    private static List<Question> otherWrites() {
        List<Question> questions = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {},
                    {"ignoreNullFields", "false"},
                    {"lineSep", "#"},
                    {"encoding", "UTF-16LE"},
                    {"dateFormat", "dd.MM.yy", "timestampFormat", "HH:mm"},
                    {"timeZone", "Asia/Tokyo"},
                    {"compression", "gzip"},
                    {"compression", "bzip2"},
                    {"compression", "snappy"},
                    {"compression", "LZ4"},
                    {"compression", "zstd"},
                    {"compression", "x"}
                }) {
            questions.add(written("json", MIXED, options));
        }
        questions.add(written("text", "SELECT explode(array('a', 'b')) v", "lineSep", "#"));
        questions.add(written("text", "SELECT 'a' v", "compression", "gzip"));
        questions.add(written("text", "SELECT 1 v"));
        for (String codec : List.of("none", "uncompressed", "snappy", "gzip", "zstd", "x")) {
            questions.add(written("parquet", "SELECT 1 a", "compression", codec));
        }
        questions.add(written("parquet", "SELECT 1 a", "parquet.compression", "GZIP"));
        questions.add(written("json", "SELECT id FROM range(5)", "maxRecordsPerFile", "2"));
        questions.add(written("json", "SELECT id FROM range(2)", "maxRecordsPerFile", "x"));
        questions.add(written("json", "SELECT id FROM range(2)", "maxRecordsPerFile", "-1"));
        return questions;
    }

    private static List<Question> files() {
        List<Question> questions = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {"pathGlobFilter", "a*"},
                    {"pathGlobFilter", "{a,c}.json"},
                    {"recursiveFileLookup", "true"},
                    {"recursiveFileLookup", "maybe"},
                    {"modifiedBefore", "2020-09-13T12:26:41"},
                    {"modifiedAfter", "2020-09-13T12:26:41"},
                    {"modifiedAfter", "2020-09-13T12:26:41", "timeZone", "Asia/Tokyo"},
                    {"modifiedAfter", "soon"},
                    {"modifiedBefore", "2020-09-13"},
                    {"ignoreMissingFiles", "true"},
                    {"ignoreCorruptFiles", "true"},
                    {"ignoreCorruptFiles", "maybe"}
                }) {
            questions.add(
                    new Question(
                            "file option: files " + String.join(" ", options),
                            (spark, directory) -> {
                                long time = 1_600_000_000_000L;
                                for (String name : List.of("a", "b", "c", "below/a")) {
                                    Path file = directory.resolve("in/" + name + ".json");
                                    write(file, "{\"f\":\"" + name + "\"}\n", "UTF-8");
                                    Files.setLastModifiedTime(file, FileTime.fromMillis(time));
                                    time += 1000;
                                }
                                DataFrameReader reader = spark.read().schema("f STRING");
                                for (int i = 0; i < options.length; i += 2) {
                                    reader.option(options[i], options[i + 1]);
                                }
                                return Transcript.bag(reader.json(directory + "/in"));
                            }));
        }
        return questions;
    }

    private static List<Question> modes() {
        List<Question> questions = new ArrayList<>();
        for (String mode : List.of("static", "dynamic", "DYNAMIC", "other")) {
            questions.add(
                    new Question(
                            "file option: partitionOverwriteMode " + mode,
                            (spark, directory) -> {
                                String path = directory + "/t";
                                spark.sql("SELECT id, id % 2 p FROM range(4)")
                                        .write()
                                        .partitionBy("p")
                                        .parquet(path);
                                spark.sql("SELECT 9L id, 1L p")
                                        .write()
                                        .mode("overwrite")
                                        .option("partitionOverwriteMode", mode)
                                        .partitionBy("p")
                                        .parquet(path);
                                return Transcript.bag(spark.read().parquet(path));
                            }));
        }
        questions.add(
                new Question(
                        "file option: bucketBy",
                        (spark, directory) -> {
                            spark.range(3).write().bucketBy(2, "id").parquet(directory + "/t");
                            return "written";
                        }));
        return questions;
    }

    private static List<Question> absurd() {
        return List.of(
                read("json", NO_SCHEMA, "{\"a\":1}\n", "samplingRatio", "0"),
                read("json", NO_SCHEMA, "{\"a\":1}\n", "samplingRatio", "x"),
                read("json", NO_SCHEMA, "{\"a\":1}\n", "timeZone", "Nowhere"),
                read("json", "a INT", "{\"a\":1}\n", "multiLine", "maybe"),
                read("csv", NO_SCHEMA, "1\n", "samplingRatio", "0", "inferSchema", "true"),
                read("csv", NO_SCHEMA, "1\n", "samplingRatio", "x", "inferSchema", "true"),
                read("csv", NO_SCHEMA, "1\n", "sep", ""),
                read("csv", NO_SCHEMA, "1\n", "quote", "ab"),
                read("csv", NO_SCHEMA, "1\n", "maxColumns", "x"),
                read("csv", NO_SCHEMA, "1\n", "encoding", "nowhere"),
                read("csv", NO_SCHEMA, "1\n", "header", "maybe"),
                read("csv", "t TIMESTAMP", "1\n", "timestampFormat", "qqqqqqqq"),
                read("json", "a INT", "{\"a\":99999999999999999999999999}\n"),
                read("json", "a DOUBLE", "{\"a\":1e999999}\n"),
                read("csv", "a INT, b DOUBLE, c DECIMAL(5,2)", "99999999999,1e999,1e999999\n"));
    }
}
