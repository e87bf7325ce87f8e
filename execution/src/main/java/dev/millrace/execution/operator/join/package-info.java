// SPDX-License-Identifier: Apache-2.0
/// Joins of two inputs. Read `JoinOperator`; the hash table is `operator.row.JoinTable`.
@NullMarked
package dev.millrace.execution.operator.join;

import org.jspecify.annotations.NullMarked;
