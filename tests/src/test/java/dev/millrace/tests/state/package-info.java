// SPDX-License-Identifier: Apache-2.0
/// State stores as a Spark program sees them.
@NullMarked
package dev.millrace.tests.state;

import org.jspecify.annotations.NullMarked;
