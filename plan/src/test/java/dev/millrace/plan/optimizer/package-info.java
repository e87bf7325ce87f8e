// SPDX-License-Identifier: Apache-2.0
/// Tests of the rules: what each changes, and what it leaves alone.
@NullMarked
package dev.millrace.plan.optimizer;

import org.jspecify.annotations.NullMarked;
