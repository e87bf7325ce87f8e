// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The sections of `signatures.txt`.
///
/// @param leftOut functions that no signature uses, and why
record Signatures(
        List<Signature> scalars,
        List<Signature> aggregates,
        List<Signature> windows,
        List<Signature> generators,
        Map<String, String> leftOut) {
    static Signatures read() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("[")) {
                section = new ArrayList<>();
                sections.put(line.strip(), section);
            } else if (!line.isBlank() && !line.startsWith("--")) {
                section.add(line);
            }
        }
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (String line : Objects.requireNonNull(sections.get("[left out]"))) {
            String[] parts = line.split(":", 2);
            for (String name : parts[1].strip().split(" +")) {
                leftOut.put(name, parts[0].strip());
            }
        }
        return new Signatures(
                parse(sections.get("[scalar]")),
                parse(sections.get("[aggregate]")),
                parse(sections.get("[window]")),
                parse(sections.get("[generator]")),
                leftOut);
    }

    private static List<Signature> parse(@org.jspecify.annotations.Nullable List<String> lines) {
        return Objects.requireNonNull(lines).stream().map(Signature::parse).toList();
    }

    private static String text() {
        try (InputStream file = Signatures.class.getResourceAsStream("signatures.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
