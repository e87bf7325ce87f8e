// SPDX-License-Identifier: Apache-2.0
/// Functions that users bring with them.
@NullMarked
package dev.millrace.spi.function;

import org.jspecify.annotations.NullMarked;
