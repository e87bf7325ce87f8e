// SPDX-License-Identifier: Apache-2.0
/// Millrace beside real Spark. `Answers` of Spark are kept in a text file, so that every build can
/// compare; the profile `spark` starts Spark itself. Read `Question`, then `RecordedAnswersTest`.
@NullMarked
package dev.millrace.tests.oracle;

import org.jspecify.annotations.NullMarked;
