// SPDX-License-Identifier: Apache-2.0
/// The connector for directories of files: `FilesConnector` is its front. Formats are in the
/// packages `json`, `csv`, `plain` and `parquet`; what a directory means in `layout`; reading in
/// `table`, writing in `write`, streams in `stream` and `log`.
@NullMarked
package dev.millrace.connector.files;

import org.jspecify.annotations.NullMarked;
