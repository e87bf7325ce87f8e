// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The paths of `get_json_object`: `$`, `.name`, `['name']`, `[index]`, `[*]`.
final class JsonPath {
    /// One step: a name, an index, or neither for `[*]`.
    private record Step(@Nullable String name, int index) {
        boolean isWildcard() {
            return name == null && index < 0;
        }
    }

    private final List<Step> steps;
    private final boolean hasWildcard;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
        this.hasWildcard = steps.stream().anyMatch(Step::isWildcard);
    }

    /// Compiles a path, null if the text is none.
    static @Nullable JsonPath of(String path) {
        if (!path.startsWith("$")) {
            return null;
        }
        List<Step> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int end;
            if (path.charAt(at) == '.') {
                end = at + 1;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                String name = path.substring(at + 1, end);
                if (name.isEmpty() || name.equals("*")) {
                    return null;
                }
                steps.add(new Step(name, 0));
            } else if (path.charAt(at) == '[') {
                end = path.indexOf(']', at) + 1;
                Step step = end == 0 ? null : bracket(path.substring(at + 1, end - 1));
                if (step == null) {
                    return null;
                }
                steps.add(step);
            } else {
                return null;
            }
            at = end;
        }
        return new JsonPath(steps);
    }

    private static @Nullable Step bracket(String inner) {
        if (inner.equals("*")) {
            return new Step(null, -1);
        }
        if (inner.length() >= 2 && inner.startsWith("'") && inner.endsWith("'")) {
            return new Step(inner.substring(1, inner.length() - 1), 0);
        }
        if (inner.isEmpty() || !inner.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return new Step(null, Integer.parseInt(inner));
    }

    /// What the path leads to as text: a string itself, anything else as JSON; several matches of
    /// `[*]` as an array. Null if there is none; a member `null` counts as none, an element does
    /// not.
    @Nullable String evaluate(JsonValue root) {
        List<JsonValue> found = new ArrayList<>();
        collect(root, 0, found);
        if (found.isEmpty()) {
            return null;
        }
        if (hasWildcard && found.size() > 1) {
            return new JsonValue.Items(found).compact();
        }
        return switch (found.getFirst()) {
            case JsonValue.Text(var text) when !hasWildcard -> text;
            default -> found.getFirst().compact();
        };
    }

    private void collect(JsonValue value, int depth, List<JsonValue> found) {
        if (depth == steps.size()) {
            found.add(value);
            return;
        }
        Step step = steps.get(depth);
        switch (value) {
            case JsonValue.Members(var members) when step.name() != null -> {
                JsonValue member = members.get(step.name());
                if (member != null && !(member instanceof JsonValue.Nothing)) {
                    collect(member, depth + 1, found);
                }
            }
            case JsonValue.Items(var items) when step.isWildcard() ->
                    items.forEach(item -> collect(item, depth + 1, found));
            case JsonValue.Items(var items) when step.name() == null -> {
                if (step.index() < items.size()) {
                    collect(items.get(step.index()), depth + 1, found);
                }
            }
            default -> {}
        }
    }
}
