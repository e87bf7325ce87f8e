// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;

/// Where in an object a value goes, innermost first, in the words of Spark's messages.
///
/// @param text one line for each level
record TypePath(String text) {
    static TypePath root(AgnosticEncoder<?> encoder) {
        return new TypePath("- root class: \"" + className(encoder) + "\"");
    }

    TypePath field(AgnosticEncoder<?> encoder, String name) {
        return before("- field (class: \"" + className(encoder) + "\", name: \"" + name + "\")");
    }

    TypePath element(AgnosticEncoder<?> encoder) {
        return before("- array element class: \"" + className(encoder) + "\"");
    }

    TypePath option(AgnosticEncoder<?> encoder) {
        return before("- option value class: \"" + className(encoder) + "\"");
    }

    TypePath entry(AgnosticEncoder<?> key, AgnosticEncoder<?> value) {
        return before(
                "- map key class: \""
                        + className(key)
                        + "\", value class: \""
                        + className(value)
                        + "\"");
    }

    private TypePath before(String line) {
        return new TypePath(line + "\n" + text);
    }

    private static String className(AgnosticEncoder<?> encoder) {
        return encoder.clsTag().runtimeClass().getName();
    }

    /// The error of a NULL for something that cannot be null.
    MillraceException nullValue() {
        return nullValue(text);
    }

    static MillraceException nullValue(String path) {
        String walked = "\n" + path + "\n";
        return MillraceException.of(ErrorKind.RUNTIME, "NOT_NULL_ASSERT_VIOLATION", "42000")
                .with("walkedTypePath", walked)
                .text(
                        "NULL value appeared in non-nullable field: "
                                + walked
                                + "If the schema is inferred from a Scala tuple/case class, or a"
                                + " Java bean, please try to use scala.Option[_] or other nullable"
                                + " types (such as java.lang.Integer instead of int/scala.Int).");
    }
}
