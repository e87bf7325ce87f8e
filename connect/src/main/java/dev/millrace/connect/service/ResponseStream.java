// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.sparkproject.io.grpc.stub.ServerCallStreamObserver;
import org.sparkproject.io.grpc.stub.StreamObserver;

/// Copies the responses of an operation to one gRPC stream, no faster than the transport takes
/// them. Runs on the thread of the call, for as long as the operation does.
final class ResponseStream {
    private final ConnectSession session;
    private final Operation operation;
    private final ServerCallStreamObserver<ExecutePlanResponse> observer;
    private final Object readiness = new Object();

    ResponseStream(
            ConnectSession session,
            Operation operation,
            StreamObserver<ExecutePlanResponse> observer) {
        this.session = session;
        this.operation = operation;
        this.observer = (ServerCallStreamObserver<ExecutePlanResponse>) observer;
    }

    /// Delivers from response number `position` on. A client that goes away does not end a
    /// reattachable operation.
    void deliver(long position) {
        int ticket = operation.attach();
        observer.setOnReadyHandler(this::wake);
        observer.setOnCancelHandler(
                () -> {
                    operation.detach(ticket, System.nanoTime());
                    wake();
                    if (!operation.isReattachable()) {
                        operation.interrupt();
                    }
                });
        session.threads().execute(() -> runGuarded(position, ticket));
    }

    private void runGuarded(long position, int ticket) {
        try {
            run(position, ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(ErrorReplies.status(e, session));
        }
    }

    private void run(long from, int ticket) throws InterruptedException {
        long position = from;
        while (true) {
            awaitReady();
            if (observer.isCancelled()) {
                return;
            }
            switch (operation.next(position, ticket)) {
                case Operation.Next.Response(ExecutePlanResponse response) -> {
                    observer.onNext(response);
                    operation.delivered(position);
                    position++;
                }
                case Operation.Next.End() -> {
                    observer.onCompleted();
                    if (!operation.isReattachable()) {
                        session.forget(operation.id());
                    }
                    return;
                }
                case Operation.Next.Failed(Throwable cause) -> {
                    observer.onError(ErrorReplies.status(cause, session));
                    return;
                }
                case Operation.Next.Superseded() -> {
                    if (!observer.isCancelled()) {
                        observer.onCompleted();
                    }
                    return;
                }
            }
        }
    }

    private void awaitReady() throws InterruptedException {
        synchronized (readiness) {
            while (!observer.isReady() && !observer.isCancelled()) {
                readiness.wait();
            }
        }
    }

    private void wake() {
        synchronized (readiness) {
            readiness.notifyAll();
        }
    }
}
