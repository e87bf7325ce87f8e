// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.Coercion;
import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.optimizer.ConstantEvaluator;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.LongSupplier;

/// What every part of the analysis of one query shares.
///
/// @param constants computes what has to be known before anything runs
/// @param ids the next column id
/// @param outer the queries around the one being analysed
record AnalysisContext(
        Catalog catalog,
        FunctionRegistry functions,
        AnalysisSettings settings,
        ConstantEvaluator constants,
        LongSupplier ids,
        OuterQueries outer) {
    Attribute attribute(String name, DataType type, boolean nullable) {
        return new Attribute(ids.getAsLong(), name, type, nullable);
    }

    Attribute attribute(StructField field) {
        return new Attribute(
                ids.getAsLong(), field.name(), field.type(), field.nullable(), field.metadata());
    }

    Attribute attribute(String name, Resolved value) {
        return new Attribute(
                ids.getAsLong(),
                name,
                value.expression().type(),
                value.expression().nullable(),
                value.metadata());
    }

    boolean sameName(String left, String right) {
        return settings.caseSensitive() ? left.equals(right) : left.equalsIgnoreCase(right);
    }

    /// The type that values in one column of a literal table or of `UNPIVOT` have, null if there is
    /// none: nothing becomes a string there.
    @Nullable DataType columnType(List<DataType> types) {
        boolean hasString = types.stream().anyMatch(DataType.STRING::equals);
        boolean hasOthers =
                types.stream()
                        .anyMatch(t -> !t.equals(DataType.STRING) && !t.equals(DataType.NULL));
        return hasString && hasOthers ? null : coercion().wider(types);
    }

    Coercion coercion() {
        return coercion(null);
    }

    /// @param origin of what asks for the conversions
    Coercion coercion(@Nullable Origin origin) {
        return new Coercion(settings.ansi(), origin);
    }

    CallSite callSite(String written, String text, @Nullable Origin origin) {
        return new CallSite(written, text, settings.ansi(), settings.timeZone(), origin);
    }
}
