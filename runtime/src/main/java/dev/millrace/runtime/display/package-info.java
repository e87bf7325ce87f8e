// SPDX-License-Identifier: Apache-2.0
/// How rows are shown to people: the table that `show()` and the console sink print. Read
/// `TableText`, then `CellText`. Knows no session and no query.
@NullMarked
package dev.millrace.runtime.display;

import org.jspecify.annotations.NullMarked;
