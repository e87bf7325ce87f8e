// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ArithmeticBinaryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ErrorCapturingIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultipartIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NumericLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QualifiedNameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StringLitContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Names in the parse tree. The grammar's post-processor has already taken the backticks off.
final class Identifiers {
    private Identifiers() {}

    static String name(ParserRuleContext identifier) {
        IdentifierLiteralContext clause = clause(identifier);
        if (clause == null) {
            return identifier.getText();
        }
        List<String> parts = parsed(text(clause.stringLit()));
        if (parts.size() > 1) {
            throw tooManyParts(clause, parts);
        }
        return parts.getFirst();
    }

    static List<String> names(List<? extends ParserRuleContext> identifiers) {
        List<String> names = new ArrayList<>(identifiers.size());
        for (ParserRuleContext identifier : identifiers) {
            names.add(name(identifier));
        }
        return names;
    }

    /// `(a, b)`; no list is no names.
    static List<String> names(@Nullable IdentifierListContext list) {
        return list == null ? List.of() : names(list.identifierSeq().ident);
    }

    static List<String> parts(MultipartIdentifierContext identifier) {
        return names(identifier.parts);
    }

    static List<String> parts(QualifiedNameContext name) {
        return names(name.identifier());
    }

    static List<String> parts(IdentifierReferenceContext reference) {
        MultipartIdentifierContext identifier = reference.multipartIdentifier();
        return identifier == null ? parts(reference.expression()) : parts(identifier);
    }

    /// `IDENTIFIER(expression)`: the name that a constant text spells.
    static List<String> parts(ExpressionContext expression) {
        return parsed(constant(expression));
    }

    /// The parts of a name in a text.
    static List<String> parsed(String text) {
        return parts(
                SparkGrammar.parse(text, SqlBaseParser::singleMultipartIdentifier)
                        .tree()
                        .multipartIdentifier());
    }

    /// The value of an expression of literals and `||`; names are needed before anything else has a
    /// meaning, so all other expressions are refused.
    static String constant(ParserRuleContext expression) {
        if (expression instanceof ArithmeticBinaryContext binary
                && binary.operator.getType() == SqlBaseLexer.CONCAT_PIPE) {
            return constant(binary.left) + constant(binary.right);
        }
        if (expression instanceof StringLitContext literal) {
            return text(literal);
        }
        if (expression.getChildCount() == 1
                && expression.getChild(0) instanceof ParserRuleContext only) {
            return constant(only);
        }
        if (expression instanceof NumericLiteralContext number) {
            throw notText(number);
        }
        throw MillraceException.unsupported(
                "the IDENTIFIER clause with '" + ParseSession.source(expression) + "'");
    }

    private static String text(StringLitContext literal) {
        StringBuilder text = new StringBuilder();
        for (SingleStringLitContext part : literal.singleStringLit()) {
            if (part.singleStringLitWithoutMarker() == null) {
                throw MillraceException.unsupported("the IDENTIFIER clause with a parameter");
            }
            text.append(LiteralBuilder.string(part.singleStringLitWithoutMarker()));
        }
        return text.toString();
    }

    private static @Nullable IdentifierLiteralContext clause(ParserRuleContext identifier) {
        ParserRuleContext inner =
                switch (identifier) {
                    case ErrorCapturingIdentifierContext capturing ->
                            capturing.identifier().strictIdentifier();
                    case IdentifierContext plain -> plain.strictIdentifier();
                    default -> identifier;
                };
        return inner instanceof IdentifierLiteralContext clause ? clause : null;
    }

    private static MillraceException tooManyParts(ParserRuleContext place, List<String> parts) {
        String name = String.join(".", parts.stream().map(part -> "`" + part + "`").toList());
        return MillraceException.of(ErrorKind.PARSE, "IDENTIFIER_TOO_MANY_NAME_PARTS", "42601")
                .context(ParseSession.place(place).context())
                .with("identifier", name)
                .with("limit", 1)
                .text(name + " is not a valid identifier as it has more than 1 name parts.");
    }

    private static MillraceException notText(NumericLiteralContext number) {
        String type = LiteralBuilder.number(number.number()).type().simpleName();
        return MillraceException.of(ErrorKind.ANALYSIS, "NOT_A_CONSTANT_STRING.WRONG_TYPE", "42601")
                .context(ParseSession.place(number).context())
                .with("expr", number.getText())
                .with("name", "IDENTIFIER")
                .with("dataType", type)
                .text(
                        "The expression "
                                + number.getText()
                                + " used for the routine or clause IDENTIFIER must be a constant"
                                + " STRING which is NOT NULL. The data type of the expression is "
                                + type
                                + ".");
    }
}
