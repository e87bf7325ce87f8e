// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Tables, streams and views by name; the format of a read request is the name.
public final class FakeCatalog implements Catalog {
    private final Map<String, DataType.Struct> schemas = new HashMap<>();
    private final Map<String, Relation> views = new HashMap<>();

    public FakeCatalog table(String name, DataType.Struct schema) {
        schemas.put(name, schema);
        return this;
    }

    public FakeCatalog view(String name, Relation relation) {
        views.put(name, relation);
        return this;
    }

    private DataType.Struct schema(String name) {
        DataType.Struct schema = schemas.get(name.toLowerCase(Locale.ROOT));
        if (schema == null) {
            throw new IllegalArgumentException("no table " + name);
        }
        return schema;
    }

    @Override
    public Table open(ReadRequest request) {
        return new FakeTable(request.format(), schema(request.format()));
    }

    @Override
    public StreamDefinition define(ReadRequest request) {
        return new FakeStream(request.format(), schema(request.format()));
    }

    @Override
    public @Nullable Entry entry(List<String> name, Map<String, String> options) {
        String key = name.getLast().toLowerCase(Locale.ROOT);
        Relation view = views.get(key);
        if (view != null) {
            return new Entry.View(key, view);
        }
        return schemas.containsKey(key)
                ? new Entry.Stored(key, new FakeTable(key, schema(key)))
                : null;
    }

    @Override
    public Relation.@Nullable LocalTable keptFrame(String id) {
        return null;
    }

    @Override
    public @Nullable UserFunction function(String name) {
        return null;
    }

    @Override
    public List<String> names() {
        return List.copyOf(schemas.keySet());
    }

    record FakeTable(String description, DataType.Struct schema) implements Table {
        @Override
        public Scan scan(ScanRequest request) {
            return Scan.of(List.of());
        }
    }

    record FakeStream(String description, DataType.Struct schema) implements StreamDefinition {
        @Override
        public MicroBatchSource start(FileLocation log, ConnectorContext context) {
            throw new UnsupportedOperationException("never started in tests");
        }
    }
}
