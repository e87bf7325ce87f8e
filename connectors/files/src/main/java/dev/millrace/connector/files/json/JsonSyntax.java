// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

/// Which deviations from strict JSON are accepted; each is a reader option of that name.
record JsonSyntax(
        boolean allowComments,
        boolean allowUnquotedFieldNames,
        boolean allowSingleQuotes,
        boolean allowNumericLeadingZeros,
        boolean allowBackslashEscapingAnyCharacter,
        boolean allowUnquotedControlChars,
        boolean allowNonNumericNumbers) {
    /// What is accepted without any option.
    static final JsonSyntax DEFAULT = new JsonSyntax(false, false, true, false, false, false, true);
}
