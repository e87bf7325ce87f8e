// SPDX-License-Identifier: Apache-2.0
/// Spark's own SQL golden files, executed through a real client: every statement of them gives
/// Spark's schema, rows or error, or is listed with the reason why it does not. The files are read
/// from Spark's published test jar and never copied.
@NullMarked
package dev.millrace.tests.golden;

import org.jspecify.annotations.NullMarked;
