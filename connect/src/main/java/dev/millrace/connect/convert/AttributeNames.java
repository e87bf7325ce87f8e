// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import org.apache.spark.sql.catalyst.util.AttributeNameParser$;

import scala.jdk.javaapi.CollectionConverters;

import java.util.List;

/// Column names as DataFrame calls write them: parts between dots, backticks around parts with
/// dots. Unlike in SQL any other character may stand in a part.
public final class AttributeNames {
    private AttributeNames() {}

    /// The parts of a name. Unpaired backticks and empty parts are `INVALID_ATTRIBUTE_NAME_SYNTAX`.
    public static List<String> parse(String name) {
        if (name.indexOf('`') < 0 && name.indexOf('.') < 0) {
            return List.of(name);
        }
        try {
            return List.copyOf(
                    CollectionConverters.asJava(
                            AttributeNameParser$.MODULE$.parseAttributeName(name)));
        } catch (Exception failure) {
            throw SparkErrors.translated(failure);
        }
    }
}
