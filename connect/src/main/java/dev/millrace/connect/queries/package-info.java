// SPDX-License-Identifier: Apache-2.0
/// The streaming queries of a server as its operator sees them, from outside. Read
/// `RunningQueries`. Knows nothing of the server's inside: it is a Spark client.
@NullMarked
package dev.millrace.connect.queries;

import org.jspecify.annotations.NullMarked;
