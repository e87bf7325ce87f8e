// SPDX-License-Identifier: Apache-2.0
/// What a connector offers to the engine: tables that can be scanned, sources that grow, sinks that
/// commit.
///
/// Read `Connector` first, then `Table` and `MicroBatchSource`, then `WriteJob`.
@NullMarked
package dev.millrace.spi.connector;

import org.jspecify.annotations.NullMarked;
