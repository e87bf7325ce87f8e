// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A piece of SQL that knows which of its parts can go.
sealed interface Node {
    String sql();

    /// Text that stays.
    record Text(String sql) implements Node {}

    /// Parts one after the other.
    ///
    /// @param kind pieces of the same kind can replace each other: a type, or a word for a clause
    /// @param simplest what can stand here instead, empty for nothing
    record Piece(String kind, List<Node> parts, String simplest) implements Node {
        public Piece {
            parts = List.copyOf(parts);
        }

        @Override
        public String sql() {
            return parts.stream().map(Node::sql).collect(Collectors.joining());
        }
    }

    /// Any number of parts, each of which can go.
    ///
    /// @param before written before the first one
    /// @param least so many must stay
    record Some(String before, String between, int least, List<Node> parts) implements Node {
        public Some {
            parts = List.copyOf(parts);
        }

        private void shorter(Consumer<Node> smaller) {
            int size = parts.size();
            if (size > 1 && least <= 1) {
                parts.forEach(part -> smaller.accept(only(List.of(part))));
            }
            for (int i = size - 1; i >= 0 && size > least; i--) {
                List<Node> fewer = new ArrayList<>(parts);
                fewer.remove(i);
                smaller.accept(only(fewer));
            }
        }

        private Node only(List<Node> kept) {
            return new Some(before, between, least, kept);
        }

        @Override
        public String sql() {
            return parts.isEmpty()
                    ? ""
                    : parts.stream()
                            .map(Node::sql)
                            .collect(Collectors.joining(between, before, ""));
        }
    }

    static Node text(String sql) {
        return new Text(sql);
    }

    /// A clause that can be left out.
    static Node optional(String before, Node part) {
        return new Some(before, "", 0, List.of(part));
    }

    static Node piece(String kind, Object... parts) {
        List<Node> nodes = new ArrayList<>();
        for (Object part : parts) {
            nodes.add(part instanceof Node node ? node : text(part.toString()));
        }
        return new Piece(kind, nodes, "");
    }

    /// Trees that are smaller in one place, those with the greatest steps first.
    default List<Node> smaller() {
        List<Node> all = new ArrayList<>();
        here(all::add);
        List<Node> parts = parts();
        for (int i = 0; i < parts.size(); i++) {
            for (Node less : parts.get(i).smaller()) {
                List<Node> changed = new ArrayList<>(parts);
                changed.set(i, less);
                all.add(with(changed));
            }
        }
        return all;
    }

    private List<Node> parts() {
        return switch (this) {
            case Text ignored -> List.of();
            case Piece piece -> piece.parts();
            case Some some -> some.parts();
        };
    }

    private Node with(List<Node> parts) {
        return switch (this) {
            case Text text -> text;
            case Piece piece -> new Piece(piece.kind(), parts, piece.simplest());
            case Some some -> new Some(some.before(), some.between(), some.least(), parts);
        };
    }

    private void here(Consumer<Node> smaller) {
        switch (this) {
            case Text ignored -> {}
            case Piece piece -> {
                if (!piece.simplest().isEmpty() && piece.parts().size() > 1) {
                    smaller.accept(text(piece.simplest()));
                }
                piece.parts().forEach(part -> part.inside(piece.kind(), smaller));
            }
            case Some some -> some.shorter(smaller);
        }
    }

    /// The nearest pieces of a kind.
    private void inside(String kind, Consumer<Node> found) {
        if (kind.isEmpty()) {
            return;
        }
        if (this instanceof Piece piece && piece.kind().equals(kind)) {
            found.accept(piece);
            return;
        }
        parts().forEach(part -> part.inside(kind, found));
    }
}
