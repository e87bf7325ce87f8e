// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// What the conversion of a plan asks the session about a part of it: some relations have columns
/// that depend on rows (`pivot` without values, `transpose`), and as in Spark those are read while
/// the plan is made.
public interface QueryAnswers {
    DataType.Struct schema(Relation relation);

    /// All rows, computed now.
    Relation.LocalTable rows(Relation relation);

    /// The rows that the texts of a relation's only column are.
    Relation parsed(Relation texts, ReadRequest request);

    /// A setting of the session, its default, or null.
    @Nullable String setting(String key);
}
