// SPDX-License-Identifier: Apache-2.0

/// The example programs beside orders, run through a real client. What each must give is computed
/// here in plain Java from the records that its generator made, without a line in common with the
/// program.
@NullMarked
package dev.millrace.tests.programs;

import org.jspecify.annotations.NullMarked;
