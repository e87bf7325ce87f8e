// SPDX-License-Identifier: Apache-2.0
/// Code that users send: artifacts, functions, foreachBatch. Nothing here runs for a caller that
/// was not authenticated.
@NullMarked
package dev.millrace.connect.usercode;

import org.jspecify.annotations.NullMarked;
