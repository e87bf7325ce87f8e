// SPDX-License-Identifier: Apache-2.0
/// A world that a test drives: files that crash, a topic, a table, queries written by hand.
@NullMarked
package dev.millrace.runtime.simulation;

import org.jspecify.annotations.NullMarked;
