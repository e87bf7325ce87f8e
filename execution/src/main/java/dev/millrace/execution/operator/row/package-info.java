// SPDX-License-Identifier: Apache-2.0
/// Rows as bytes, and the hash tables over them: what aggregation, joins, deduplication and state
/// share. Read `RowCodec`, then `GroupTable`, then `JoinTable`.
///
/// Knows columns and types, no operator.
@NullMarked
package dev.millrace.execution.operator.row;

import org.jspecify.annotations.NullMarked;
