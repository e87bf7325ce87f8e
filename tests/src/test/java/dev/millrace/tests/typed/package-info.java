// SPDX-License-Identifier: Apache-2.0
/// Programs over objects: typed Datasets, state in user code.
@NullMarked
package dev.millrace.tests.typed;

import org.jspecify.annotations.NullMarked;
