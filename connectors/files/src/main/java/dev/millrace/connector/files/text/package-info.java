// SPDX-License-Identifier: Apache-2.0
/// How dates and times are written in text files: the forms that a cast accepts, and patterns.
///
/// Read `TimestampText` first. Shared by the formats `json` and `csv`; knows neither of them.
@NullMarked
package dev.millrace.connector.files.text;

import org.jspecify.annotations.NullMarked;
