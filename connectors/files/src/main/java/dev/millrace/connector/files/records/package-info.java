// SPDX-License-Identifier: Apache-2.0
/// Records that are not in files: texts that a query has, read by the formats of files as if they
/// were lines of one.
@NullMarked
package dev.millrace.connector.files.records;

import org.jspecify.annotations.NullMarked;
