// SPDX-License-Identifier: Apache-2.0
/// What a file format is to the connector: how to infer, read and write single files. The formats
/// themselves are the packages `json`, `csv` and `parquet` beside this one; they know nothing of
/// directories, partitions or commits.
@NullMarked
package dev.millrace.connector.files.format;

import org.jspecify.annotations.NullMarked;
