// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.protocol;

import org.sparkproject.io.grpc.CallOptions;
import org.sparkproject.io.grpc.Channel;
import org.sparkproject.io.grpc.ClientCall;
import org.sparkproject.io.grpc.ClientInterceptor;
import org.sparkproject.io.grpc.ForwardingClientCall;
import org.sparkproject.io.grpc.ForwardingClientCallListener;
import org.sparkproject.io.grpc.Metadata;
import org.sparkproject.io.grpc.MethodDescriptor;
import org.sparkproject.io.grpc.Status;

import java.util.concurrent.atomic.AtomicInteger;

/// A network that breaks: results stop with UNAVAILABLE after some messages, a limited number of
/// times.
final class CutStreams implements ClientInterceptor {
    private final int messages;
    private final AtomicInteger left;
    private final AtomicInteger cuts = new AtomicInteger();

    /// @param messages how many get through before the cut
    /// @param times how many streams are cut
    CutStreams(int messages, int times) {
        this.messages = messages;
        this.left = new AtomicInteger(times);
    }

    int cuts() {
        return cuts.get();
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
            MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        boolean isResult = method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
        if (!isResult || left.getAndDecrement() <= 0) {
            return call;
        }
        return new ForwardingClientCall.SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(new Cutter<>(this, listener), headers);
            }
        };
    }

    private final class Cutter<R>
            extends ForwardingClientCallListener.SimpleForwardingClientCallListener<R> {
        private final ClientCall<?, R> call;
        private int seen;
        private boolean isCut;

        Cutter(ClientCall<?, R> call, ClientCall.Listener<R> listener) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(R message) {
            if (seen < messages) {
                seen++;
                super.onMessage(message);
            } else if (!isCut) {
                isCut = true;
                cuts.incrementAndGet();
                call.cancel("cut by the test", null);
                super.onClose(Status.UNAVAILABLE.withDescription("cut"), new Metadata());
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!isCut) {
                super.onClose(status, trailers);
            }
        }
    }
}
