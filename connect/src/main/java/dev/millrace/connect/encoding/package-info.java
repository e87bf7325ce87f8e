// SPDX-License-Identifier: Apache-2.0
/// Objects of user code made of columns, and columns made of them, as Spark's encoders say. Read
/// `ObjectInput` and `ObjectOutput` first; the readers and writers of single values are behind
/// them. Knows nothing of functions.
@NullMarked
package dev.millrace.connect.encoding;

import org.jspecify.annotations.NullMarked;
