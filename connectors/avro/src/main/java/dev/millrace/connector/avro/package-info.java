// SPDX-License-Identifier: Apache-2.0
/// Avro as a format of files, with Spark's mapping of types.
///
/// Read `AvroFormat` first. Avro's library has the schemas; containers and values are decoded here,
/// since it would make an object of every value and believes any length that a damaged file tells.
@NullMarked
package dev.millrace.connector.avro;

import org.jspecify.annotations.NullMarked;
