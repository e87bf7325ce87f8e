// SPDX-License-Identifier: Apache-2.0
/// State in memory with a changelog per batch and snapshots.
@NullMarked
package dev.millrace.runtime.statestore;

import org.jspecify.annotations.NullMarked;
