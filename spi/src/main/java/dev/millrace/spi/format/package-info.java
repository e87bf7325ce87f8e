// SPDX-License-Identifier: Apache-2.0
/// What a file format is to the connector for files: how to infer, read and write single files. A
/// format knows nothing of directories, partitions or commits. Those that need jars of their own
/// are modules of their own, which `ServiceLoader` finds.
///
/// Read `FileFormat` first.
@NullMarked
package dev.millrace.spi.format;

import org.jspecify.annotations.NullMarked;
