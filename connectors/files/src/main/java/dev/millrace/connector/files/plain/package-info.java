// SPDX-License-Identifier: Apache-2.0
/// Plain text, the format `text`: a row of one string for each line, or for each file.
///
/// Read `TextFormat` first. What all formats of text share is in the package `text`.
@NullMarked
package dev.millrace.connector.files.plain;

import org.jspecify.annotations.NullMarked;
