// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import java.util.regex.Pattern;

/// Takes secrets out of what is shown of options and properties.
final class Redaction {
    /// The default of `spark.redaction.regex`.
    private static final Pattern SECRET =
            Pattern.compile("(?i)secret|password|token|access[.]?key");

    private Redaction() {}

    static String of(String key, String value) {
        return SECRET.matcher(key).find() ? "*********(redacted)" : value;
    }
}
