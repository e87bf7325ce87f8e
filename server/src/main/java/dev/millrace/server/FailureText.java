// SPDX-License-Identifier: Apache-2.0
package dev.millrace.server;

/// A failure as one line for the terminal.
final class FailureText {
    private FailureText() {}

    /// The message of the failure, its line breaks folded; the class name where there is no
    /// message.
    static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text =
                message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", " | ");
    }
}
