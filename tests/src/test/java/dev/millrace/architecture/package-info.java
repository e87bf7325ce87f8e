// SPDX-License-Identifier: Apache-2.0
/// The rules of the house that the compiler does not know, as tests.
@NullMarked
package dev.millrace.architecture;

import org.jspecify.annotations.NullMarked;
