// SPDX-License-Identifier: Apache-2.0
/// From SQL text to `Statement`, `Relation` and `ParsedExpression`, with the grammar classes of
/// Spark's client jar. Read `SqlParser`, `StatementBuilder`, `QueryBuilder`, `ExpressionBuilder`.
/// One builder per area walks the parse tree with pattern switches. Nothing here knows a catalog,
/// a function or a type of a column.
@NullMarked
package dev.millrace.connect.sql;

import org.jspecify.annotations.NullMarked;
