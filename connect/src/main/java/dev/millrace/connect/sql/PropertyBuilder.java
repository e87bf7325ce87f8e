// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionPropertyContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionPropertyListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionPropertyWithKeyAndEqualsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionPropertyWithKeyNoEqualsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyKeyContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyKeyOrStringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyKeyOrStringLitNoCoalesceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyValueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyWithKeyAndEqualsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PropertyWithKeyNoEqualsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStringLitContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lists of keys and values: `OPTIONS (header 'true', sep = '|')`, `TBLPROPERTIES (…)`.
final class PropertyBuilder {
    private final ExpressionBuilder expressions;
    private final LiteralBuilder literals;

    PropertyBuilder(ParseSession session, LiteralBuilder literals) {
        this.expressions = new QueryBuilder(session).expressions();
        this.literals = literals;
    }

    /// Options: the values are constant expressions.
    Map<String, String> options(ExpressionPropertyListContext list) {
        Map<String, String> options = new HashMap<>();
        for (ExpressionPropertyContext property : list.expressionProperty()) {
            switch (property) {
                case ExpressionPropertyWithKeyAndEqualsContext pair ->
                        options.put(key(pair.key), constant(pair.value));
                case ExpressionPropertyWithKeyNoEqualsContext pair ->
                        options.put(key(pair.key), constant(pair.value));
                default -> throw MillraceException.bug("an option of " + property.getClass());
            }
        }
        return options;
    }

    Map<String, String> properties(PropertyListContext list) {
        Map<String, String> properties = new HashMap<>();
        for (PropertyContext property : list.property()) {
            switch (property) {
                case PropertyWithKeyAndEqualsContext pair ->
                        properties.put(key(pair.key), value(pair.value));
                case PropertyWithKeyNoEqualsContext pair ->
                        properties.put(key(pair.key), value(pair.value));
                default -> throw MillraceException.bug("a property of " + property.getClass());
            }
        }
        return properties;
    }

    String key(PropertyKeyOrStringLitContext key) {
        return key.stringLit() == null ? key(key.propertyKey()) : literals.string(key.stringLit());
    }

    private static String key(PropertyKeyOrStringLitNoCoalesceContext key) {
        SingleStringLitContext text = key.singleStringLit();
        if (text == null) {
            return key(key.propertyKey());
        }
        if (text.singleStringLitWithoutMarker() == null) {
            throw MillraceException.unsupported("a parameter as the key of an option");
        }
        return LiteralBuilder.string(text.singleStringLitWithoutMarker());
    }

    private static String key(PropertyKeyContext key) {
        return String.join(".", Identifiers.names(key.errorCapturingIdentifier()));
    }

    private String value(@Nullable PropertyValueContext value) {
        if (value == null) {
            return "";
        }
        if (value.stringLit() != null) {
            return literals.string(value.stringLit());
        }
        return value.booleanValue() == null
                ? value.getText()
                : value.getText().toLowerCase(Locale.ROOT);
    }

    private String constant(@Nullable ExpressionContext value) {
        if (value == null) {
            return "";
        }
        ParsedExpression built = expressions.build(value);
        if (built instanceof Literal(var constant, var ignored) && constant != null) {
            return constant.toString();
        }
        throw MillraceException.unsupported(
                "an option whose value is '" + ParseSession.source(value) + "'");
    }

    /// The keys of a list that has no values: `UNSET TBLPROPERTIES (a, b)`.
    List<String> keys(PropertyListContext list) {
        List<String> keys = new ArrayList<>();
        for (PropertyContext property : list.property()) {
            switch (property) {
                case PropertyWithKeyAndEqualsContext pair -> keys.add(key(pair.key));
                case PropertyWithKeyNoEqualsContext pair -> keys.add(key(pair.key));
                default -> throw MillraceException.bug("a property of " + property.getClass());
            }
        }
        return keys;
    }
}
