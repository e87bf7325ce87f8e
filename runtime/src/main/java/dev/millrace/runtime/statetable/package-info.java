// SPDX-License-Identifier: Apache-2.0
/// The state of streaming queries as tables: the formats `statestore` and `state-metadata`. Read
/// `StateConnector`, then `StateScan`.
@NullMarked
package dev.millrace.runtime.statetable;

import org.jspecify.annotations.NullMarked;
