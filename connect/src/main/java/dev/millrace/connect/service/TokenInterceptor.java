// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.jspecify.annotations.Nullable;
import org.sparkproject.io.grpc.Metadata;
import org.sparkproject.io.grpc.ServerCall;
import org.sparkproject.io.grpc.ServerCallHandler;
import org.sparkproject.io.grpc.ServerInterceptor;
import org.sparkproject.io.grpc.Status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Lets only callers in that send the server's token. Nothing of a call is looked at before.
final class TokenInterceptor implements ServerInterceptor {
    /// Clients 4.0 and 4.1 send the header under this other name when they use TLS.
    private static final Metadata.Key<String> MISSPELT =
            Metadata.Key.of("authentication", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final byte[] expected;

    TokenInterceptor(String token) {
        this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (matches(headers.get(HEADER)) || matches(headers.get(MISSPELT))) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription("Authentication token is missing or wrong."),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private boolean matches(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }
}
