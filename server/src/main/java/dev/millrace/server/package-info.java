// SPDX-License-Identifier: Apache-2.0
/// The command line and the one place where everything is wired together. Read `Main`, then
/// `Wiring`.
@NullMarked
package dev.millrace.server;

import org.jspecify.annotations.NullMarked;
