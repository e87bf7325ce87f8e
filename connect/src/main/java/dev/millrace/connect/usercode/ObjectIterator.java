// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import org.jspecify.annotations.Nullable;

import scala.collection.AbstractIterator;

/// An iterator that is handed to user code.
abstract class ObjectIterator extends AbstractIterator<@Nullable Object> {}
