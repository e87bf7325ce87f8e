// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.runtime.checkpoint.CheckpointView;
import dev.millrace.runtime.checkpoint.CommitLog;
import dev.millrace.runtime.checkpoint.StoredOperator;
import dev.millrace.runtime.sink.RowsSplit;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// The stores of the operators of a checkpoint, and which batches can be asked for.
record OperatorTable(CheckpointView checkpoint) implements Table {
    private static final DataType.Struct SCHEMA =
            DataType.Struct.of(
                    new StructField("operatorId", DataType.LONG),
                    new StructField("operatorName", DataType.STRING),
                    new StructField("stateStoreName", DataType.STRING),
                    new StructField("numPartitions", DataType.INTEGER),
                    new StructField("minBatchId", DataType.LONG),
                    new StructField("maxBatchId", DataType.LONG),
                    new StructField("operatorProperties", DataType.STRING));

    private static final DataType.Struct HIDDEN =
            DataType.Struct.of(new StructField("_numColsPrefixKey", DataType.INTEGER));

    @Override
    public DataType.Struct schema() {
        return SCHEMA;
    }

    @Override
    public DataType.Struct hiddenColumns() {
        return HIDDEN;
    }

    @Override
    public String description() {
        return "state-metadata " + checkpoint.root().uri();
    }

    @Override
    public Scan scan(ScanRequest request) {
        List<StructField> fields = new ArrayList<>(SCHEMA.fields());
        fields.addAll(HIDDEN.fields());
        DataType.Struct all = new DataType.Struct(fields);
        return RowsSplit.scan(List.of(rows(all)), all, request);
    }

    private ColumnBatch rows(DataType.Struct schema) {
        List<ColumnBuilder> builders =
                schema.fields().stream().map(field -> ColumnBuilder.of(field.type())).toList();
        CommitLog commits = checkpoint.commits();
        Long oldest = commits.earliest();
        Long newest = commits.latest();
        int count = 0;
        for (StoredOperator operator : checkpoint.state().operators()) {
            for (StoredOperator.Store store : operator.stores()) {
                builders.get(0).appendBoxed((long) operator.id());
                builders.get(1).appendBoxed(operator.name());
                builders.get(2).appendBoxed(store.name());
                builders.get(3).appendBoxed(store.partitions());
                builders.get(4).appendBoxed(oldest == null ? -1L : oldest);
                builders.get(5).appendBoxed(newest == null ? -1L : newest);
                builders.get(6).appendNull();
                builders.get(7).appendBoxed(store.prefixColumns());
                count++;
            }
        }
        List<Column> columns = new ArrayList<>();
        builders.forEach(builder -> columns.add(builder.build()));
        return new ColumnBatch(count, columns);
    }
}
