// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.ReferenceJars;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

/// The page of functions is that of the registry. `-Dmillrace.record=true` writes it anew.
final class FunctionPageTest {
    @Test
    void thePageAgreesWithTheRegistry() throws Exception {
        Path page = ReferenceJars.checkout().resolve("docs/functions.md");
        String text = new FunctionPage().text();
        if (Boolean.getBoolean("millrace.record")) {
            Files.writeString(page, text);
        }
        assertThat(page).content().isEqualTo(text);
    }
}
