// SPDX-License-Identifier: Apache-2.0
/// Functions of strings, over UTF-8 bytes.
@NullMarked
package dev.millrace.execution.kernel.text;

import org.jspecify.annotations.NullMarked;
