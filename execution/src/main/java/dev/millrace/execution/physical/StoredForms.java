// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.execution.operator.state.StoredSessions;
import dev.millrace.execution.operator.streamjoin.JoinStateLayout;
import dev.millrace.execution.operator.streamjoin.StoredJoin;
import dev.millrace.execution.operator.user.TransformWithStateOperator;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;

/// What the stores of an operator hold, by what a checkpoint says of it: Spark's name of the
/// operator and the schemas of its `StatefulDescription`.
public final class StoredForms {
    private static final String JOIN = "symmetricHashJoin";
    private static final String SESSIONS = "sessionWindowStateStoreSaveExec";
    private static final String LIMIT = "globalLimit";

    private StoredForms() {}

    /// The names of the stores that Spark has for an operator, null for one without a name.
    public static List<@Nullable String> stores(String operator) {
        return operator.equals(JOIN) ? JoinStateLayout.STORES : Collections.singletonList(null);
    }

    /// By how many of its first key columns Spark looks entries up together: `numColsPrefixKey`.
    public static int prefixColumns(String operator, DataType.Struct keySchema) {
        return operator.equals(SESSIONS) ? keySchema.size() - 1 : 0;
    }

    /// The form of a store; null if the operator has no such store.
    ///
    /// @param store null for the one without a name
    public static @Nullable StoredForm ofStore(
            String operator,
            DataType.Struct keySchema,
            DataType.Struct valueSchema,
            @Nullable String store) {
        if ((store != null) != operator.equals(JOIN)) {
            return null;
        }
        if (store != null) {
            if (stores(operator).stream().noneMatch(store::equals)) {
                return null;
            }
            return StoredJoin.ofStore(
                    store, keySchema, side(valueSchema, store.startsWith("left-")));
        }
        return switch (operator) {
            case SESSIONS -> new StoredSessions(keySchema, valueSchema);
            case LIMIT -> StoredForm.plain(keySchema, valueSchema, 0);
            case TransformWithStateOperator.NAME ->
                    throw MillraceException.unsupported(
                            "the state of transformWithState as a table");
            default -> StoredForm.plain(keySchema, valueSchema, keySchema.size());
        };
    }

    /// The rows of one side of a join; null if the operator is none.
    public static @Nullable StoredForm ofSide(
            String operator,
            DataType.Struct keySchema,
            DataType.Struct valueSchema,
            boolean isLeft) {
        return operator.equals(JOIN)
                ? StoredJoin.ofSide(keySchema, side(valueSchema, isLeft))
                : null;
    }

    /// The store that holds the rows of one side of a join.
    public static String rowsOfSide(boolean isLeft) {
        return isLeft ? "left-keyWithIndexToValue" : "right-keyWithIndexToValue";
    }

    private static DataType.Struct side(DataType.Struct valueSchema, boolean isLeft) {
        return (DataType.Struct) valueSchema.field(isLeft ? 0 : 1).type();
    }
}
