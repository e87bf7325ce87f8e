// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Rows of boxed values that an operator test reads, cut into random partitions and batches.
///
/// @param rows in order
public record TestTable(List<Attribute> attributes, List<List<@Nullable Object>> rows) {
    /// Columns of the given types, named `c0`, `c1`, …, with ids from `firstId` on.
    public static TestTable of(
            int firstId, List<DataType> types, List<List<@Nullable Object>> rows) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            attributes.add(new Attribute(firstId + i, "c" + (firstId + i), types.get(i), true));
        }
        return new TestTable(attributes, rows);
    }

    public Attribute attribute(int index) {
        return attributes.get(index);
    }

    public DataType.Struct schema() {
        List<StructField> fields = attributes.stream().map(Attribute::toField).toList();
        return new DataType.Struct(fields);
    }

    /// A scan of the rows in `partitions` partitions of several batches.
    public LogicalPlan scan(int partitions, Random random) {
        List<LogicalPlan> scans = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            int from = rows.size() * p / partitions;
            int to = rows.size() * (p + 1) / partitions;
            scans.add(new LogicalPlan.LocalScan(batches(from, to, random), attributes));
        }
        return scans.size() == 1 ? scans.getFirst() : new LogicalPlan.Union(scans, attributes);
    }

    public List<ColumnBatch> batches(int from, int to, Random random) {
        List<ColumnBatch> batches = new ArrayList<>();
        int start = from;
        while (start < to) {
            int end = Math.min(to, start + random.nextInt(200));
            batches.add(BoxedValues.batch(schema(), rows.subList(start, end)));
            start = end;
        }
        return batches;
    }
}
