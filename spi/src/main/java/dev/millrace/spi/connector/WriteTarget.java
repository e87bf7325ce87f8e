// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

/// A checked batch write, ready to start.
public interface WriteTarget {
    /// True if nothing is to be done because the target exists and the mode is IGNORE: then the
    /// query is not even run.
    boolean isSkipped();

    /// Starts the job; called once.
    WriteJob begin();
}
