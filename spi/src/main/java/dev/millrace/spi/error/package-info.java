// SPDX-License-Identifier: Apache-2.0
/// How every error that a user can cause is described: with Spark's own condition, SQLSTATE and
/// parameters.
@NullMarked
package dev.millrace.spi.error;

import org.jspecify.annotations.NullMarked;
