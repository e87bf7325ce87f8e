// SPDX-License-Identifier: Apache-2.0
/// The micro-batch loop: triggers, watermark, progress, listeners. Read `StreamingQuery`, then
/// `MicroBatchLoop` (the order of effects), then `BatchRunner`. Knows the
/// session only through `StreamEnvironment`.
@NullMarked
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.NullMarked;
