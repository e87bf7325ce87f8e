// SPDX-License-Identifier: Apache-2.0
/// Batch queries and their tables, made from a seed, to be asked of two engines as SQL text. What
/// may stand in an expression is read from `signatures.txt`; a query is a tree of `Node`s, so that
/// one that is answered differently can be made smaller without knowing what its parts mean. Read
/// `RandomTables` and `QueryGenerator`, then `Signatures`.
@NullMarked
package dev.millrace.tests.oracle.queries;

import org.jspecify.annotations.NullMarked;
