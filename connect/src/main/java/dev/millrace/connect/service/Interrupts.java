// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import org.apache.spark.connect.proto.InterruptRequest;
import org.apache.spark.connect.proto.InterruptResponse;

import java.util.function.Predicate;

/// The `Interrupt` call: cancels running operations, all of them, by tag or by id.
final class Interrupts {
    private Interrupts() {}

    static InterruptResponse answer(InterruptRequest request, ConnectSession session) {
        Predicate<Operation> chosen =
                switch (request.getInterruptType()) {
                    case INTERRUPT_TYPE_ALL -> operation -> true;
                    case INTERRUPT_TYPE_TAG ->
                            operation -> operation.tags().contains(request.getOperationTag());
                    case INTERRUPT_TYPE_OPERATION_ID ->
                            operation -> operation.id().equals(request.getOperationId());
                    case INTERRUPT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                            throw new UnsupportedOperationException(
                                    "interrupt type "
                                            + request.getInterruptType()
                                            + " is not known");
                };
        InterruptResponse.Builder response =
                InterruptResponse.newBuilder()
                        .setSessionId(session.id())
                        .setServerSideSessionId(session.serverSideId());
        for (Operation operation : session.operations()) {
            if (chosen.test(operation) && operation.interrupt()) {
                response.addInterruptedIds(operation.id());
            }
        }
        return response.build();
    }
}
