// SPDX-License-Identifier: Apache-2.0
/// Column batches to and from Arrow IPC streams.
@NullMarked
package dev.millrace.connect.arrow;

import org.jspecify.annotations.NullMarked;
