// SPDX-License-Identifier: Apache-2.0
/// End to end: real Spark clients against the whole engine.
@NullMarked
package dev.millrace.tests;

import org.jspecify.annotations.NullMarked;
