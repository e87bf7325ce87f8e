// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

/// Which clock the timers of a processor follow, and whether its state may expire.
public enum ProcessorTime {
    NONE("NoTime"),
    PROCESSING_TIME("ProcessingTime"),
    EVENT_TIME("EventTime");

    private final String sparkName;

    ProcessorTime(String sparkName) {
        this.sparkName = sparkName;
    }

    /// The text of Spark's `TimeMode`.
    public String sparkName() {
        return sparkName;
    }
}
