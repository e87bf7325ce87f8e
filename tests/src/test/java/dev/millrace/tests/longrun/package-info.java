// SPDX-License-Identifier: Apache-2.0
/// Queries of very many micro-batches: nothing may grow.
@NullMarked
package dev.millrace.tests.longrun;

import org.jspecify.annotations.NullMarked;
