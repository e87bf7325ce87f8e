// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.antlr.v4.runtime.ParserRuleContext;

/// Types in SQL, read by the builder of Spark's client jar, so that its errors are Spark's.
final class TypeBuilder {
    private TypeBuilder() {}

    static DataType type(ParserRuleContext context) {
        return SparkTypes.of(SparkGrammar.type(context));
    }

    /// A column of a table.
    static StructField column(
            String name, ParserRuleContext type, boolean nullable, String metadata) {
        return SparkTypes.column(name, SparkGrammar.type(type), nullable, metadata);
    }

    /// The target of a cast, where `CHAR(n)` and `VARCHAR(n)` mean `STRING`.
    static DataType castType(ParserRuleContext context) {
        return SparkTypes.ofCast(SparkGrammar.type(context));
    }
}
