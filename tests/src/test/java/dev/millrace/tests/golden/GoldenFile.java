// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One golden file: the settings its input asks for, and its statements with Spark's answers.
///
/// The answers repeat every statement, so the input is read only for its `--SET` comments. The
/// dimensions (`--CONFIG_DIM`) vary how Spark executes, never what it answers: left out.
///
/// @param name path below `sql-tests/inputs`
record GoldenFile(String name, Map<String, String> settings, List<GoldenStatement> statements) {
    private static final String SET = "--SET ";
    private static final String QUERY = "-- !query\n";
    private static final String SCHEMA = "-- !query schema\n";
    private static final String OUTPUT = "-- !query output\n";

    GoldenFile {
        settings = new LinkedHashMap<>(settings);
        statements = List.copyOf(statements);
    }

    static GoldenFile parse(String name, String input, String results) {
        List<GoldenStatement> statements = new ArrayList<>();
        int start = results.indexOf(QUERY);
        while (start >= 0) {
            int schema = results.indexOf(SCHEMA, start);
            int output = results.indexOf(OUTPUT, schema);
            int next = results.indexOf("\n" + QUERY, output);
            int end = next < 0 ? results.length() : next + 1;
            statements.add(
                    new GoldenStatement(
                            statements.size(),
                            results.substring(start + QUERY.length(), schema).strip(),
                            results.substring(schema + SCHEMA.length(), output).strip(),
                            results.substring(output + OUTPUT.length(), end).stripTrailing()));
            start = next < 0 ? -1 : next + 1;
        }
        return new GoldenFile(name, settings(input), statements);
    }

    private static Map<String, String> settings(String input) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : input.lines().toList()) {
            if (line.startsWith(SET)) {
                for (String setting : line.substring(SET.length()).split(",", -1)) {
                    int equals = setting.indexOf('=');
                    settings.put(
                            setting.substring(0, equals).strip(),
                            setting.substring(equals + 1).strip());
                }
            }
        }
        return settings;
    }
}
