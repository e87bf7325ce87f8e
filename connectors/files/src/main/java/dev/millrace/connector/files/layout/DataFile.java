// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A file of rows.
///
/// @param modifiedMillis last modification, milliseconds since the epoch
/// @param partitionValues boxed, one for each partition column of the table; the same list object
/// for all files of a directory
public record DataFile(
        FileLocation location,
        long sizeBytes,
        long modifiedMillis,
        List<@Nullable Object> partitionValues) {}
