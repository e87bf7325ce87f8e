// SPDX-License-Identifier: Apache-2.0
/// Functions of arrays and maps.
@NullMarked
package dev.millrace.execution.kernel.collection;

import org.jspecify.annotations.NullMarked;
