// SPDX-License-Identifier: Apache-2.0
/// The smallest complete stream.
@NullMarked
package dev.millrace.examples.quickstart;

import org.jspecify.annotations.NullMarked;
