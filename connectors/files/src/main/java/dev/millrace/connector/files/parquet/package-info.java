// SPDX-License-Identifier: Apache-2.0
/// Parquet files, read and written column by column.
///
/// Read `ParquetFormat` first, then `LeafReader` and `ColumnAssembler` (pages to columns), then
/// `LeafWriter` and `Shredder` (columns to pages). Footers and page headers are parquet-java's
/// Thrift structures; pages, levels and the common encodings are handled here, so that no Hadoop
/// class is needed.
@NullMarked
package dev.millrace.connector.files.parquet;

import org.jspecify.annotations.NullMarked;
