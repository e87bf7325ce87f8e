// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.sparkproject.com.google.protobuf.Message;
import org.sparkproject.io.grpc.MethodDescriptor;
import org.sparkproject.io.grpc.ServerMethodDefinition;
import org.sparkproject.io.grpc.ServerServiceDefinition;
import org.sparkproject.io.grpc.ServiceDescriptor;
import org.sparkproject.io.grpc.protobuf.ProtoUtils;

/// Lets messages nest as deep as Spark does. Every call on a DataFrame nests its plan one level
/// deeper, and the stock limit of protobuf ends a program after some fifty calls.
final class RecursionLimit {
    private static final int LEVELS = 1024;

    private RecursionLimit() {}

    /// The same service with marshallers that accept deep messages.
    static ServerServiceDefinition raise(ServerServiceDefinition service) {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName());
        descriptor.setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        var methods = service.getMethods().stream().map(RecursionLimit::raiseMethod).toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder raised =
                ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(raised::addMethod);
        return raised.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> raiseMethod(
            ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        MethodDescriptor<Q, R> raised =
                descriptor.toBuilder(
                                marshaller(descriptor.getRequestMarshaller()),
                                marshaller(descriptor.getResponseMarshaller()))
                        .build();
        return ServerMethodDefinition.create(raised, method.getServerCallHandler());
    }

    @SuppressWarnings(
            "unchecked") // The prototype of a protobuf marshaller is a message of its own type.
    private static <T> MethodDescriptor.Marshaller<T> marshaller(
            MethodDescriptor.Marshaller<T> stock) {
        Object prototype = ((MethodDescriptor.PrototypeMarshaller<T>) stock).getMessagePrototype();
        return (MethodDescriptor.Marshaller<T>)
                ProtoUtils.marshallerWithRecursionLimit(
                        (Message) java.util.Objects.requireNonNull(prototype), LEVELS);
    }
}
