// SPDX-License-Identifier: Apache-2.0
/// The Spark Connect service: gRPC, sessions, reattachable operations, commands, errors. Read
/// `ConnectServer`, then `ConnectEndpoint`, then `Operation`.
@NullMarked
package dev.millrace.connect.service;

import org.jspecify.annotations.NullMarked;
