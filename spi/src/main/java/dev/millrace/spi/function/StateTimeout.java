// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

/// Which clock lets the state of a key time out.
public enum StateTimeout {
    NONE("NoTimeout"),
    PROCESSING_TIME("ProcessingTimeTimeout"),
    EVENT_TIME("EventTimeTimeout");

    private final String sparkName;

    StateTimeout(String sparkName) {
        this.sparkName = sparkName;
    }

    /// The name of `GroupStateTimeout`.
    public String sparkName() {
        return sparkName;
    }
}
