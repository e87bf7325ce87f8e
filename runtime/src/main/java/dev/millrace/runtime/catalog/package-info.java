// SPDX-License-Identifier: Apache-2.0
/// What names stand for: views, tables, functions, formats.
@NullMarked
package dev.millrace.runtime.catalog;

import org.jspecify.annotations.NullMarked;
