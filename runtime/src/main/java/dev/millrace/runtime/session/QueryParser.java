// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/// Reads the text of a query. Implemented where the SQL grammar is.
@FunctionalInterface
public interface QueryParser {
    /// @param settings the configuration under which the text was written, by key
    Relation parse(String text, Function<String, @Nullable String> settings);
}
