// SPDX-License-Identifier: Apache-2.0
/// Functions between JSON text and values.
@NullMarked
package dev.millrace.execution.kernel.json;

import org.jspecify.annotations.NullMarked;
