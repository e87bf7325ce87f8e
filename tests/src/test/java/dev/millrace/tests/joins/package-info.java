// SPDX-License-Identifier: Apache-2.0
/// Joins with streams, seen by a real client: what Spark's recorded answers do not say.
@NullMarked
package dev.millrace.tests.joins;

import org.jspecify.annotations.NullMarked;
