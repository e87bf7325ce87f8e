// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.spi.error.MillraceException;

import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ErrorCapturingIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierListContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IdentifierReferenceContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.MultipartIdentifierContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QualifiedNameContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Names in the parse tree. The grammar's post-processor has already taken the backticks off.
final class Identifiers {
    private Identifiers() {}

    static String name(ParserRuleContext identifier) {
        refuseClause(identifier);
        return identifier.getText();
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
        if (identifier == null) {
            throw refused();
        }
        return parts(identifier);
    }

    private static void refuseClause(ParserRuleContext identifier) {
        ParserRuleContext inner =
                switch (identifier) {
                    case ErrorCapturingIdentifierContext capturing ->
                            capturing.identifier().strictIdentifier();
                    case IdentifierContext plain -> plain.strictIdentifier();
                    default -> identifier;
                };
        if (inner instanceof SqlBaseParser.IdentifierLiteralContext) {
            throw refused();
        }
    }

    private static MillraceException refused() {
        return MillraceException.unsupported("the IDENTIFIER clause");
    }
}
