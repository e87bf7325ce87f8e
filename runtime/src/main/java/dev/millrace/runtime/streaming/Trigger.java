// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import java.time.Duration;

/// When batches are run.
public sealed interface Trigger {
    /// Every `interval`, aligned to the epoch; zero is back to back.
    record ProcessingTime(Duration interval) implements Trigger {}

    /// Everything that is there at the start, in as many batches as the rate limits ask for; then
    /// the query ends.
    record AvailableNow() implements Trigger {}

    /// One batch of everything; then the query ends.
    record Once() implements Trigger {}
}
