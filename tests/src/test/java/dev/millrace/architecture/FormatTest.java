// SPDX-License-Identifier: Apache-2.0
package dev.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Every Java file is as the formatter leaves it. With `-Dformat.fix=true` it rewrites those that
/// are not.
final class FormatTest {
    private static final JavaFormatterOptions OPTIONS =
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build();

    @Test
    void everyJavaFileIsFormatted() throws IOException, FormatterException {
        Formatter formatter = new Formatter(OPTIONS);
        boolean fix = Boolean.getBoolean("format.fix");
        List<String> wrong = new ArrayList<>();
        for (Path file : ProjectTree.javaFiles()) {
            String text = ProjectTree.read(file);
            String imports =
                    RemoveUnusedImports.removeUnusedImports(
                            ImportOrderer.reorderImports(text, OPTIONS.style()));
            String formatted = StringWrapper.wrap(formatter.formatSource(imports), formatter);
            if (!formatted.equals(text)) {
                if (fix) {
                    Files.writeString(file, formatted);
                } else {
                    wrong.add(ProjectTree.root().relativize(file).toString());
                }
            }
        }
        assertThat(wrong)
                .as(
                        "unformatted files; mend them with: mvn -q test -pl tests -am"
                                + " -Dtest=FormatTest -Dformat.fix=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEmpty();
    }
}
