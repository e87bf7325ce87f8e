// SPDX-License-Identifier: Apache-2.0
/// The command line as a user's shell sees it: a process of its own, its output, its exit code, and
/// what is left when it is killed.
@NullMarked
package dev.millrace.tests.cli;

import org.jspecify.annotations.NullMarked;
