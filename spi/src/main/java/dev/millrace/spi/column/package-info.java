// SPDX-License-Identifier: Apache-2.0
/// Column batches: how rows travel between connectors and operators.
///
/// Read `ColumnBatch` first, then `Column`, then `ColumnBuilder`. A column knows its physical form,
/// not its
/// `DataType`: the schema travels beside the batches.
@NullMarked
package dev.millrace.spi.column;

import org.jspecify.annotations.NullMarked;
