// SPDX-License-Identifier: Apache-2.0
/// Queries as things that a user manages, through real clients: several of them, gone ones, and
/// checkpoints that others have touched. Read `LeftQueriesTest`.
@NullMarked
package dev.millrace.tests.queries;

import org.jspecify.annotations.NullMarked;
