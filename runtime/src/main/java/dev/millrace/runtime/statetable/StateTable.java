// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// The rows of one store, or what happened to them.
record StateTable(StateSource source, StateOptions options) implements Table {
    @Override
    public DataType.Struct schema() {
        List<StructField> fields = new ArrayList<>();
        if (options.readsChanges()) {
            fields.add(new StructField("batch_id", DataType.LONG));
            fields.add(new StructField("change_type", DataType.STRING));
        }
        fields.add(new StructField("key", source.form().keySchema()));
        fields.add(new StructField("value", source.form().valueSchema()));
        fields.add(new StructField("partition_id", DataType.INTEGER));
        return new DataType.Struct(fields);
    }

    @Override
    public String description() {
        return "statestore " + options;
    }

    @Override
    public Scan scan(ScanRequest request) {
        List<Integer> columns = request.columns().stream().map(schema()::indexOf).toList();
        return Scan.of(List.of(new Reading(source, options, columns)));
    }

    /// All stores of an operator stand in the same files, so one thread reads them.
    private record Reading(StateSource source, StateOptions options, List<Integer> columns)
            implements Split {
        @Override
        public BatchReader open() {
            Long first = options.changesFrom();
            return first == null
                    ? new EntryReader(source, options, columns)
                    : ChangeRows.read(source, first, options.batchId(), columns);
        }

        @Override
        public long sizeBytes() {
            return 0;
        }
    }
}
