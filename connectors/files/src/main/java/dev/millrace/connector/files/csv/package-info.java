// SPDX-License-Identifier: Apache-2.0
/// CSV: reading, schema inference and writing, with the quoting rules of Spark's parser.
///
/// Read `CsvFormat` first, then `CsvTokenizer` (bytes to fields) and `CsvRecords` (fields to
/// columns).
@NullMarked
package dev.millrace.connector.files.csv;

import org.jspecify.annotations.NullMarked;
