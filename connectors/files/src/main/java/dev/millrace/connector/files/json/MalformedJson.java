// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

/// Text that is not JSON: ends the record at hand. Has no stack trace, because bad records are
/// data.
final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int tokenStart;
    private final boolean isMemberValue;

    /// @param tokenStart where in the buffer the token begins that is wrong
    /// @param isMemberValue true if the token stands directly after the name of a member
    MalformedJson(String text, int tokenStart, boolean isMemberValue) {
        super(text, null, false, false);
        this.tokenStart = tokenStart;
        this.isMemberValue = isMemberValue;
    }

    int tokenStart() {
        return tokenStart;
    }

    boolean isMemberValue() {
        return isMemberValue;
    }
}
