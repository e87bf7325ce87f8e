// SPDX-License-Identifier: Apache-2.0
/// Sessions: what a front door talks to. Read `Engine`, then `Session`.
@NullMarked
package dev.millrace.runtime.session;

import org.jspecify.annotations.NullMarked;
