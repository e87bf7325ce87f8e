// SPDX-License-Identifier: Apache-2.0
/// Hash functions over columns with the results of Spark. Read `Murmur3`.
@NullMarked
package dev.millrace.execution.kernel.hash;

import org.jspecify.annotations.NullMarked;
