// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Turns the functions that clients send as bytes into functions that can be called. Implemented by
/// `connect.usercode`.
public interface UserFunctions {
    /// A scalar function written in Java or Scala.
    UserFunction scala(ScalaFunction function);

    /// A function over objects, or one that says for itself what it takes.
    ObjectFunction typed(ScalaFunction function);

    /// What the protocol says of a Java or Scala function.
    ///
    /// @param name the name it was given, empty if it has none
    /// @param payload a serialised `UdfPacket`
    /// @param inputTypes may be empty: then the packet tells
    /// @param outputType null if only the packet tells
    record ScalaFunction(
            String name,
            byte[] payload,
            List<DataType> inputTypes,
            @Nullable DataType outputType,
            boolean nullable,
            boolean deterministic) {
        public ScalaFunction {
            inputTypes = List.copyOf(inputTypes);
        }
    }
}
