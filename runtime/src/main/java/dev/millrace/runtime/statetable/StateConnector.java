// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.execution.physical.StoredForms;
import dev.millrace.runtime.checkpoint.CheckpointView;
import dev.millrace.runtime.checkpoint.OffsetEntry;
import dev.millrace.runtime.checkpoint.StateMetadata;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.runtime.checkpoint.StoredOperator;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.runtime.statestore.StateReader;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// The formats `statestore` and `state-metadata`: what a checkpoint of Millrace's keeps, as the
/// rows that Spark would keep. The query may be running meanwhile.
///
/// Partitions are Spark's: Millrace has shards of its own, but which partition a key would be in
/// follows from the key and from what `spark.sql.shuffle.partitions` was.
public final class StateConnector implements Connector {
    private static final String STATE = "statestore";
    private static final String OPERATORS = "state-metadata";

    private final StateProviders providers;

    public StateConnector(StateProviders providers) {
        this.providers = providers;
    }

    @Override
    public Set<String> formats() {
        return Set.of(STATE, OPERATORS);
    }

    @Override
    public Table openTable(ReadRequest request, ConnectorContext context) {
        boolean isState = request.format().equals(STATE);
        if (request.schema() != null) {
            throw StateTableErrors.withoutUserSchema(
                    isState ? "StateDataSource" : "StateMetadataSource");
        }
        String path =
                request.paths().size() == 1
                        ? request.paths().getFirst()
                        : request.options().value("path");
        if (path == null) {
            throw StateTableErrors.missing("path");
        }
        CheckpointView checkpoint = new CheckpointView(context.fileStores().resolve(path));
        if (isState) {
            return state(request, checkpoint, context);
        }
        request.options().refuseUnknown(Set.of("path"), "reader of state metadata");
        return new OperatorTable(checkpoint);
    }

    private Table state(ReadRequest request, CheckpointView checkpoint, ConnectorContext context) {
        StateOptions options = StateOptions.of(request.options(), checkpoint);
        OffsetEntry entry = checkpoint.offsets().entry(options.batchId());
        if (entry == null) {
            throw StateTableErrors.withoutOffsets(options.batchId(), options.location());
        }
        StateMetadata metadata = checkpoint.state();
        StoredOperator operator = operator(metadata, options);
        StateMetadata.Schemas schemas = metadata.schemas(operator.id());
        if (schemas == null) {
            metadata.refuseForeignState(List.of(operator.id()));
            throw StateTableErrors.withoutSchema(options);
        }
        String store = store(options);
        StoredForm form =
                options.joinSide() == StateOptions.JoinSide.NONE
                        ? StoredForms.ofStore(
                                operator.name(), schemas.keys(), schemas.values(), store)
                        : StoredForms.ofSide(
                                operator.name(),
                                schemas.keys(),
                                schemas.values(),
                                options.joinSide() == StateOptions.JoinSide.LEFT);
        if (form == null) {
            throw StateTableErrors.withoutSchema(options);
        }
        int partitions = operator.stores().getFirst().partitions();
        StateOptions.Snapshot snapshot = options.fromSnapshot();
        if (snapshot != null && snapshot.partition() >= partitions) {
            throw StateTableErrors.noSuchPartition(
                    snapshot.partition(), operator.id(), checkpoint.shownState());
        }
        StateReader reader =
                providers.reader(
                        entry.configuration().get("spark.sql.streaming.stateStore.providerClass"),
                        metadata.nativeDirectory(),
                        key -> {
                            String pinned = entry.configuration().get(key);
                            return pinned != null ? pinned : context.configuration(key);
                        });
        return new StateTable(
                new StateSource(reader, form, operator.id(), store, partitions), options);
    }

    /// The store that is read: null for the one without a name.
    private static @Nullable String store(StateOptions options) {
        return switch (options.joinSide()) {
            case LEFT -> StoredForms.rowsOfSide(true);
            case RIGHT -> StoredForms.rowsOfSide(false);
            case NONE ->
                    options.storeName().equals(StatefulOperator.DEFAULT_STORE)
                            ? null
                            : options.storeName();
        };
    }

    private static StoredOperator operator(StateMetadata metadata, StateOptions options) {
        for (StoredOperator operator : metadata.operators()) {
            if (operator.id() == options.operatorId()) {
                requireStore(operator, options);
                return operator;
            }
        }
        throw StateTableErrors.withoutSchema(options);
    }

    /// Spark takes the name of a store that is not there for that of a variable.
    private static void requireStore(StoredOperator operator, StateOptions options) {
        boolean isDefault = options.storeName().equals(StatefulOperator.DEFAULT_STORE);
        boolean isThere =
                operator.stores().stream()
                        .anyMatch(store -> store.name().equals(options.storeName()));
        if (options.variable() != null || (!isThere && !isDefault)) {
            throw StateTableErrors.onlyOfProcessors(
                    StateOptions.VARIABLE, "Providing state variable names", operator.name());
        }
        if (options.readsTimers()) {
            throw StateTableErrors.onlyOfProcessors(
                    StateOptions.TIMERS, "Providing readRegisteredTimers=true", operator.name());
        }
    }

    @Override
    public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
        throw MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2049", "XXKCM")
                .with("className", request.format())
                .with("operator", "reading")
                .text("Data source " + request.format() + " does not support streamed reading.");
    }

    @Override
    public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
        throw MillraceException.unsupported("writing of the state of a query");
    }

    @Override
    public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
        throw MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2049", "XXKCM")
                .with("className", request.format())
                .with("operator", "writing")
                .text("Data source " + request.format() + " does not support streamed writing.");
    }
}
