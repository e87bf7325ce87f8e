// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.queries.Node.Piece;
import dev.millrace.tests.oracle.queries.Scope.Column;
import dev.millrace.tests.oracle.queries.Signature.Part;
import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Random expressions of a type over the columns of a scope.
final class Expressions {
    private static final Pattern PLAIN =
            Pattern.compile("(?!.*(DISTINCT|WITHIN|sort_array|median)).*");

    private final Choice choice;
    private final Literals literals;
    private final Signatures signatures;
    private int variables;

    Expressions(Choice choice, Signatures signatures) {
        this.choice = choice;
        this.literals = new Literals(choice);
        this.signatures = signatures;
    }

    /// An expression and the type it has.
    record Typed(Node node, Type type) {}

    /// Any expression; each signature is as likely as any other.
    Typed any(Scope scope, int depth) {
        return call(pick(signatures.scalars(), scope), scope, new HashMap<>(), depth);
    }

    /// An aggregate function over expressions.
    ///
    /// @param isDistinct others may have DISTINCT: then it does not depend on the order of rows,
    ///     which Spark changes to find the values that are different
    Typed aggregate(Scope scope, int depth, boolean isDistinct) {
        Scope seen = isDistinct ? scope.unordered() : scope;
        Signature found = pick(signatures.aggregates(), seen);
        while (!isDistinct && found.source().contains("DISTINCT")) {
            found = pick(signatures.aggregates(), seen);
        }
        return call(found, scope, new HashMap<>(), depth);
    }

    /// An aggregate function that OVER can follow.
    Typed framed(Scope scope, int depth) {
        Signature found = pick(signatures.aggregates(), scope);
        while (found.isOrdered() || !PLAIN.matcher(found.source()).matches()) {
            found = pick(signatures.aggregates(), scope);
        }
        return call(found, scope, new HashMap<>(), depth);
    }

    /// What stands before OVER.
    Typed window(Scope scope, int depth) {
        return call(pick(signatures.windows(), scope), scope, new HashMap<>(), depth);
    }

    /// A function that makes rows.
    Typed generator(Scope scope, int depth) {
        return call(pick(signatures.generators(), scope), scope, new HashMap<>(), depth);
    }

    private Signature pick(List<Signature> all, Scope scope) {
        Signature found = choice.of(all);
        while (found.isOrdered() && !scope.isTable()) {
            found = choice.of(all);
        }
        return found;
    }

    /// An expression of this type.
    Node of(Type type, Scope scope, int depth) {
        List<Column> columns = scope.of(type);
        int way = choice.below(100);
        if (depth > 0 && way < 50) {
            Signature signature = making(type, scope);
            if (signature != null) {
                Map<String, Type> bound = Objects.requireNonNull(signature.result().matching(type));
                Node node = call(signature, scope, bound, depth - 1).node();
                return signature.isCall()
                        ? node
                        : new Piece(
                                type.sql(),
                                List.of(Node.text("("), node, Node.text(")")),
                                Literals.simplest(type));
            }
        }
        if (!columns.isEmpty() && way < 88) {
            return leaf(type, choice.of(columns).name());
        }
        return leaf(type, literals.any(type));
    }

    private @org.jspecify.annotations.Nullable Signature making(Type type, Scope scope) {
        List<Signature> exact = new ArrayList<>();
        List<Signature> open = new ArrayList<>();
        for (Signature signature : signatures.scalars()) {
            if ((!signature.isOrdered() || scope.isTable())
                    && signature.result().matching(type) != null) {
                (signature.result().isVariable() ? open : exact).add(signature);
            }
        }
        List<Signature> chosen = exact.isEmpty() || choice.chance(25) ? open : exact;
        return chosen.isEmpty() ? null : choice.of(chosen);
    }

    private static Node leaf(Type type, String sql) {
        return new Piece(type.sql(), List.of(Node.text(sql)), Literals.simplest(type));
    }

    private Typed call(Signature signature, Scope scope, Map<String, Type> bound, int depth) {
        Type result = signature.result().bound(bound, choice);
        Scope inner = scope;
        List<Node> parts = new ArrayList<>();
        for (Part part : signature.parts()) {
            switch (part) {
                case Part.Text(String text) -> parts.add(Node.text(text));
                case Part.Words(List<String> words) -> parts.add(Node.text(choice.of(words)));
                case Part.Number(int least, int greatest) ->
                        parts.add(Node.text(Integer.toString(choice.between(least, greatest))));
                case Part.Argument(Type type, boolean isSmall) ->
                        parts.add(argument(type.bound(bound, choice), isSmall, inner, depth));
                case Part.Variable(Type type) -> {
                    String name = "x" + ++variables;
                    inner = inner.with(name, type.bound(bound, choice));
                    parts.add(Node.text(name));
                }
            }
        }
        Node node = new Piece(result.sql(), parts, Literals.simplest(result));
        return new Typed(node, result);
    }

    private Node argument(Type type, boolean isSmall, Scope scope, int depth) {
        return isSmall && type.isNumber() ? small(type, scope, depth) : of(type, scope, depth);
    }

    /// A number of few digits.
    Node small(Type type, Scope scope, int depth) {
        List<Column> columns = scope.small(type);
        if (depth > 1 && choice.chance(15)) {
            return new Piece(
                    type.sql(),
                    List.of(Node.text("abs("), small(type, scope, depth - 1), Node.text(")")),
                    Literals.simplest(type));
        }
        if (!columns.isEmpty() && choice.chance(70)) {
            return leaf(type, choice.of(columns).name());
        }
        return leaf(
                type, choice.chance(8) ? "CAST(NULL AS " + type.sql() + ")" : literals.small(type));
    }
}
