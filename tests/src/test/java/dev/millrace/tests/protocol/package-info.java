// SPDX-License-Identifier: Apache-2.0
/// The Connect protocol below the client's surface: cut streams, tokens, artifacts of other
/// programs, raw calls. Read `ConnectProtocolTest`.
@NullMarked
package dev.millrace.tests.protocol;

import org.jspecify.annotations.NullMarked;
