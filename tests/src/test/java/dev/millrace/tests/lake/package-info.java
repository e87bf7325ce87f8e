// SPDX-License-Identifier: Apache-2.0
/// The orders lakehouse of the examples, end to end, and what must be true of its tables.
@NullMarked
package dev.millrace.tests.lake;

import org.jspecify.annotations.NullMarked;
