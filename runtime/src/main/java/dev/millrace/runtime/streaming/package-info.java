// SPDX-License-Identifier: Apache-2.0
/// The micro-batch loop: triggers, watermark, progress, listeners. Read `StreamingQuery`.
@NullMarked
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.NullMarked;
