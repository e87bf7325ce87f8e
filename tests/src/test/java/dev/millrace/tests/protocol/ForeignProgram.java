// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.protocol;

import dev.millrace.tests.cli.ExamplesJar;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A program whose classes the server has never seen: compiled here, packed into a jar.
final class ForeignProgram {
    static final String MAIN_CLASS = "app.Program";

    private static final String STARS =
            """
            package app;

            public final class Stars {
                private Stars() {}

                public static String of(long count) {
                    return "*".repeat(Math.toIntExact(count));
                }
            }
            """;

    private static final String PROGRAM =
            """
            package app;

            import static org.apache.spark.sql.functions.*;

            import org.apache.spark.api.java.function.VoidFunction2;
            import org.apache.spark.sql.*;
            import org.apache.spark.sql.api.java.UDF1;
            import org.apache.spark.sql.streaming.Trigger;
            import org.apache.spark.sql.types.DataTypes;

            public final class Program {
                public static void main(String[] arguments) throws Exception {
                    String directory = arguments[0];
                    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
                        spark.addArtifact(arguments[1]);
                        UDF1<Long, String> stars = Stars::of;
                        spark.udf().register("stars", stars, DataTypes.StringType);
                        System.out.println(
                                spark.sql("SELECT stars(id) AS s FROM range(4)").collectAsList());
                        spark.readStream()
                                .schema("sensor STRING, at TIMESTAMP, value INT")
                                .json(directory + "/in")
                                .writeStream()
                                .trigger(Trigger.AvailableNow())
                                .foreachBatch(new Writer(directory + "/out"))
                                .start()
                                .awaitTermination();
                        System.out.println(spark.read().parquet(directory + "/out").count());
                    }
                }

                static final class Writer implements VoidFunction2<Dataset<Row>, Long> {
                    private final String path;

                    Writer(String path) {
                        this.path = path;
                    }

                    @Override
                    public void call(Dataset<Row> batch, Long id) {
                        UDF1<Integer, String> stars = value -> Stars.of(value);
                        batch.select(
                                        udf(stars, DataTypes.StringType).apply(col("value")).as("s"),
                                        lit(id).as("batch"))
                                .write()
                                .mode("append")
                                .parquet(path);
                    }
                }
            }
            """;

    private ForeignProgram() {}

    /// Builds the jar.
    static Path jar(Path directory) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<Path> files =
                List.of(
                        Files.writeString(sources.resolve("Stars.java"), STARS),
                        Files.writeString(sources.resolve("Program.java"), PROGRAM));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-d",
                            classes.toString(),
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"));
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    manager,
                                    null,
                                    options,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            if (!compiled) {
                throw new IOException("the program does not compile: " + messages);
            }
        }
        return ExamplesJar.pack(classes, directory.resolve("program.jar"));
    }
}
