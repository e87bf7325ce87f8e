// SPDX-License-Identifier: Apache-2.0
/// What a stateful operator keeps from batch to batch.
@NullMarked
package dev.millrace.spi.state;

import org.jspecify.annotations.NullMarked;
