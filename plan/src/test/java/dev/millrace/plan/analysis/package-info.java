// SPDX-License-Identifier: Apache-2.0
/// Tests of analysis, and the small builders and fakes that they and the optimizer's tests use.
@NullMarked
package dev.millrace.plan.analysis;

import org.jspecify.annotations.NullMarked;
