// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Damages statements: the same seed and number give the same text.
final class StatementDamage {
    private static final Pattern TOKEN =
            Pattern.compile("\\s+|'[^']*'|\"[^\"]*\"|`[^`]*`|\\w+|[^\\w\\s]");

    /// Values at the ends of what types hold, and texts that are no SQL.
    private static final List<String> ODD =
            List.of(
                    "NULL",
                    "0",
                    "-1",
                    "''",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "99999999999999999999999999999999999999",
                    "1e308",
                    "1e-320",
                    "1e999BD",
                    "'NaN'",
                    "double('NaN')",
                    "double('-Infinity')",
                    "INTERVAL '1' DAY",
                    "INTERVAL '-178956970-8' YEAR TO MONTH",
                    "DATE'0001-01-01'",
                    "TIMESTAMP'9999-12-31 23:59:59.999999'",
                    "TIME'23:59:59.999999'",
                    "X'00FF'",
                    "array()",
                    "array(NULL)",
                    "map()",
                    "named_struct('a', 1)",
                    "(SELECT 1)",
                    "(SELECT 1 WHERE false)",
                    "count(*)",
                    "row_number()",
                    "explode(array(1))",
                    "*",
                    "t.*",
                    "x -> x",
                    "(1, 2)",
                    "DISTINCT",
                    "OVER ()",
                    "::int",
                    "?",
                    ":p",
                    "\u0000",
                    "\ud83d\ude00",
                    "\u202e",
                    "\ud800",
                    "/*",
                    "--",
                    "\\",
                    "'",
                    "`",
                    "\"",
                    ";",
                    "true",
                    "CAST(1 AS DECIMAL(38,38))",
                    "1.0f",
                    "-0.0D",
                    "'%'",
                    "''");

    private final List<String> statements;
    private final long seed;

    StatementDamage(List<String> statements, long seed) {
        this.statements = List.copyOf(statements);
        this.seed = seed;
    }

    /// One damaged statement.
    String statement(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        List<String> tokens = tokens(any(statements, random));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
            change(tokens, random);
        }
        return String.join("", tokens);
    }

    private void change(List<String> tokens, Random random) {
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(10)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
            case 2 -> {
                int other = random.nextInt(tokens.size());
                String kept = tokens.get(at);
                tokens.set(at, tokens.get(other));
                tokens.set(other, kept);
            }
            case 3 -> tokens.subList(at, tokens.size()).clear();
            case 4 -> tokens.add(at, text(random));
            case 5, 6, 7 -> tokens.set(value(tokens, at), any(ODD, random));
            case 8 -> {
                List<String> others = tokens(any(statements, random));
                tokens.set(value(tokens, at), others.get(random.nextInt(others.size())));
            }
            default -> tokens.set(value(tokens, at), "(" + any(statements, random) + ")");
        }
    }

    /// The first token from `at` on that is no space and no punctuation, or `at`.
    private static int value(List<String> tokens, int at) {
        for (int i = at; i < tokens.size(); i++) {
            if (tokens.get(i).matches("(?s)['\\w].*")) {
                return i;
            }
        }
        return at;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(random.nextInt(4) == 0 ? 0x11_0000 : 128));
        }
        return text.toString();
    }

    private static List<String> tokens(String statement) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(statement);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static String any(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
