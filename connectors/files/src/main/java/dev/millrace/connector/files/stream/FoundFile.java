// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

/// A file that a listing of the source has found.
record FoundFile(String uri, long sizeBytes, long modifiedMillis) {}
