// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What an aggregation computes: keys and functions, compiled.
///
/// @param keyFields the key columns of the result
public record Aggregation(List<Evaluator> keys, List<StructField> keyFields, List<Term> terms) {
    public Aggregation {
        keys = List.copyOf(keys);
        keyFields = List.copyOf(keyFields);
        terms = List.copyOf(terms);
    }

    /// One aggregate.
    ///
    /// @param filter only rows for which it is true count, null for all
    public record Term(
            AggregateFunction function, List<Evaluator> arguments, @Nullable Evaluator filter) {
        public Term {
            arguments = List.copyOf(arguments);
        }
    }

    public List<DataType> keyTypes() {
        return keyFields.stream().map(StructField::type).toList();
    }

    /// The buffers of all functions, in order.
    public List<StructField> bufferFields() {
        List<StructField> fields = new ArrayList<>();
        terms.forEach(term -> fields.addAll(term.function().buffers()));
        return fields;
    }
}
