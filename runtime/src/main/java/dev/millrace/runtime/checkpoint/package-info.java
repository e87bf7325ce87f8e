// SPDX-License-Identifier: Apache-2.0
/// The logs of a streaming query in Spark's bytes.
@NullMarked
package dev.millrace.runtime.checkpoint;

import org.jspecify.annotations.NullMarked;
