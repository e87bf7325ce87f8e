// SPDX-License-Identifier: Apache-2.0
/// Spark's data types as one sealed interface of records.
@NullMarked
package dev.millrace.spi.type;

import org.jspecify.annotations.NullMarked;
