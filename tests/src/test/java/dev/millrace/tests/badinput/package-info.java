// SPDX-License-Identifier: Apache-2.0
/// What users get wrong, and disks that fail: the error names the thing, and what was committed
/// stays as it was. Read `BadInputTest`.
@NullMarked
package dev.millrace.tests.badinput;

import org.jspecify.annotations.NullMarked;
