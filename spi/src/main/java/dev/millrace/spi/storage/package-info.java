// SPDX-License-Identifier: Apache-2.0
/// Where bytes are kept: a file system or an object store behind one small interface, so that a
/// test can crash the engine at any
/// write, sync or rename.
@NullMarked
package dev.millrace.spi.storage;

import org.jspecify.annotations.NullMarked;
