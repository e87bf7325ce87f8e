// SPDX-License-Identifier: Apache-2.0
/// Pages of the documentation that are made from the code, and the checks that they still agree
/// with it.
@NullMarked
package dev.millrace.tests.docs;

import org.jspecify.annotations.NullMarked;
