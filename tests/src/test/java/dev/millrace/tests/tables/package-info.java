// SPDX-License-Identifier: Apache-2.0
/// Tables and sinks as a client sees them: memory tables, catalog tables, the foreach sink.
@NullMarked
package dev.millrace.tests.tables;

import org.jspecify.annotations.NullMarked;
