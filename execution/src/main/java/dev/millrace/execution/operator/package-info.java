// SPDX-License-Identifier: Apache-2.0
/// The running operators: scan, filter, join, aggregate, sort, window, and what they share (hash
/// tables, row encoding).
@NullMarked
package dev.millrace.execution.operator;

import org.jspecify.annotations.NullMarked;
