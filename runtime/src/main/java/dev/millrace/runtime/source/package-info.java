// SPDX-License-Identifier: Apache-2.0
/// Sources that need no outside system but at most a socket, for tests, measurements and tutorials.
///
/// Read `BuiltInSources` first. They know nothing of sessions and queries.
@NullMarked
package dev.millrace.runtime.source;

import org.jspecify.annotations.NullMarked;
