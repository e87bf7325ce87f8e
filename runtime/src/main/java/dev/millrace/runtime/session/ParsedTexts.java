// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.connector.TextRecords;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `spark.read().json(strings)`: the texts of a relation read as records of a format.
record ParsedTexts(Session session, TextRecords records) {
    private static final FunctionInput TEXT =
            new FunctionInput.Fields(
                    List.of(new FunctionInput.Field(0, "", DataType.STRING, "")), false);

    /// Reads the texts now if that must be done to know the schema or the header.
    Relation relation(Relation texts, DataType.@Nullable Struct given) {
        String header;
        try (QueryResult rows = session.execute(texts, new Cancellation())) {
            header = records.header(rows);
        }
        DataType.Struct schema = given;
        if (schema == null) {
            try (QueryResult rows = session.execute(texts, new Cancellation())) {
                schema = records.inferSchema(rows, header);
            }
        }
        return new TypedRelation.MapPartitions(
                texts, new Parser(records.reader(schema.asNullable(), header)));
    }

    private record Parser(PartitionFunction function)
            implements UnboundFunction<PartitionFunction> {
        @Override
        public List<FunctionInput> inputs() {
            return List.of(TEXT);
        }

        @Override
        public PartitionFunction bind(List<DataType.Struct> columns) {
            return function;
        }
    }
}
