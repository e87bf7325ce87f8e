// SPDX-License-Identifier: Apache-2.0

/// What the programs share beside Spark: a command line, input files that arrive whole, seeds, and
/// queries that run together.
///
/// Read first: [dev.millrace.examples.program.ProgramOptions],
/// [dev.millrace.examples.program.InputFiles], [dev.millrace.examples.program.RunningQueries].
@NullMarked
package dev.millrace.examples.program;

import org.jspecify.annotations.NullMarked;
