// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Sends the classes of user code to an engine that runs in another process.
final class UserCode {
    private UserCode() {}

    /// Sends a class with the classes nested in it.
    static void send(SparkSession spark, Class<?> type) {
        sendOne(spark, type);
        for (Class<?> nested : type.getDeclaredClasses()) {
            send(spark, nested);
        }
    }

    private static void sendOne(SparkSession spark, Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("no class file " + name);
            }
            spark.addArtifact(content.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
