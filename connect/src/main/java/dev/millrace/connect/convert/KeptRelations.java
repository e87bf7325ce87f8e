// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The relations whose rows a session keeps because the client asked it to (`persist`).
@FunctionalInterface
public interface KeptRelations {
    /// What stands for the relation, null if it is not kept.
    ///
    /// @param converted the relation itself, to be asked for only if it must be computed now
    @Nullable Relation replacement(
            org.apache.spark.connect.proto.Relation relation, Supplier<Relation> converted);
}
