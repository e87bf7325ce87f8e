// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;
import dev.millrace.runtime.json.SchemaJson;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/// The description of a query's stateful operators in its checkpoint, so that a changed query is
/// not run on state that it cannot understand.
///
/// `state/<id>/_metadata/metadata` holds id and name as Spark writes them. `state/millrace/schemas`
/// holds the types of keys and values: the line
/// `v1`, a line of JSON, and the CRC32C of that line as eight hexadecimal digits.
public final class StateMetadata {
    private static final String NATIVE = "millrace";

    private final FileLocation state;

    public StateMetadata(FileLocation state) {
        this.state = state;
    }

    /// Where Millrace keeps the state itself.
    public FileLocation nativeDirectory() {
        return state.resolve(NATIVE);
    }

    /// Describes the operators in a checkpoint that does not yet.
    ///
    /// @param partitions what Spark would use for them (`spark.sql.shuffle.partitions`)
    public void write(List<StatefulOperator> operators, int partitions) {
        try {
            for (StatefulOperator operator : operators) {
                FileLocation file = metadataFile(operator.id());
                if (file.store().entry(file.path()) == null) {
                    byte[] content = format(operator, partitions).getBytes(StandardCharsets.UTF_8);
                    file.store().delete(FileSums.beside(file.path()));
                    FileSums.writeNew(file.store(), file.path(), content);
                }
            }
            FileLocation schemas = nativeDirectory().resolve("schemas");
            if (!operators.isEmpty() && schemas.store().entry(schemas.path()) == null) {
                byte[] content = formatSchemas(operators).getBytes(StandardCharsets.UTF_8);
                schemas.store().writeNew(schemas.path(), content);
            }
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot write the state metadata in " + state.path(), e);
        }
    }

    /// Refuses operators that are not those of the checkpoint.
    ///
    /// @param checksSchema false if the user switched the check of the schemas off
    public void verify(List<StatefulOperator> operators, boolean checksSchema) {
        try {
            // Spark writes what is missing in the next run; so does Millrace.
            Map<Integer, String> stored = new TreeMap<>();
            operators().forEach(operator -> stored.put(operator.id(), operator.name()));
            Map<Integer, String> current = new TreeMap<>();
            operators.forEach(operator -> current.put(operator.id(), operator.name()));
            if (stored.isEmpty() && !current.isEmpty()) {
                throw missingState(current);
            }
            if (!stored.equals(current)) {
                throw otherOperators(stored, current);
            }
            refuseForeignState(operators.stream().map(StatefulOperator::id).toList());
            if (checksSchema && !operators.isEmpty()) {
                verifySchemas(operators);
            }
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read the state metadata in " + state.path(), e);
        }
    }

    /// The operators of the checkpoint, in the order of their ids.
    public List<StoredOperator> operators() {
        try {
            List<StoredOperator> operators = new ArrayList<>();
            for (FileEntry entry : children(state)) {
                if (entry.isDirectory() && entry.name().matches("[0-9]+")) {
                    FileLocation file = metadataFile(Integer.parseInt(entry.name()));
                    operators.addAll(StoredOperator.read(file));
                }
            }
            operators.sort(Comparator.comparingInt(StoredOperator::id));
            return operators;
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read the state metadata in " + state.path(), e);
        }
    }

    /// What an operator keeps: a struct of its keys and one of its values; null if Millrace has not
    /// written it.
    public @Nullable Schemas schemas(int operator) {
        try {
            for (Json item : readSchemas()) {
                if (item instanceof Json.Struct stored
                        && Json.of(operator).equals(stored.member("operatorId"))
                        && SchemaJson.read(stored.member("keys")) instanceof DataType.Struct keys
                        && SchemaJson.read(stored.member("values"))
                                instanceof DataType.Struct values) {
                    return new Schemas(keys, values);
                }
            }
            return null;
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read the state metadata in " + state.path(), e);
        }
    }

    /// The schemas of a `StatefulOperator`.
    public record Schemas(DataType.Struct keys, DataType.Struct values) {}

    private FileLocation metadataFile(int operator) {
        return state.resolve(Integer.toString(operator)).resolve("_metadata").resolve("metadata");
    }

    private static String format(StatefulOperator operator, int partitions) {
        Json info =
                Json.object()
                        .put("operatorId", operator.id())
                        .put("operatorName", operator.name())
                        .build();
        List<Json> stores = new ArrayList<>();
        for (String store : operator.stores()) {
            stores.add(
                    Json.object()
                            .put("storeName", store)
                            .put("numColsPrefixKey", operator.prefixColumns())
                            .put("numPartitions", partitions)
                            .build());
        }
        return "v1\n"
                + Json.object()
                        .put("operatorInfo", info)
                        .put("stateStoreInfo", Json.array(stores))
                        .build();
    }

    private static List<FileEntry> children(FileLocation directory) {
        try {
            return directory.store().list(directory.path());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot list " + directory.path(), e);
        }
    }

    /// State files that Spark wrote are not read; running on without them would lose what they
    /// hold.
    ///
    /// @param operators their ids
    public void refuseForeignState(List<Integer> operators) {
        for (int operator : operators) {
            FileLocation partition = state.resolve(Integer.toString(operator)).resolve("0");
            for (FileEntry entry : children(partition)) {
                if (entry.name().matches("[0-9]+\\.(delta|snapshot|zip|changelog)")) {
                    throw MillraceException.unsupported(
                            "a checkpoint whose state is in Spark's form (" + entry.path() + ")");
                }
            }
        }
    }

    private static String formatSchemas(List<StatefulOperator> operators) {
        List<Json> items = new ArrayList<>();
        for (StatefulOperator operator : operators) {
            items.add(
                    Json.object()
                            .put("operatorId", operator.id())
                            .put("keys", StateSchema.parse(operator.keySchema()))
                            .put("values", StateSchema.parse(operator.valueSchema()))
                            .build());
        }
        String json = Json.array(items).toString();
        return "v1\n" + json + "\n" + checksum(json);
    }

    private static String checksum(String json) {
        CRC32C checksum = new CRC32C();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", checksum.getValue());
    }

    /// What `formatSchemas` wrote; nothing if it is not there.
    private List<Json> readSchemas() throws IOException {
        FileLocation file = nativeDirectory().resolve("schemas");
        byte[] content;
        try {
            content = file.store().readAll(file.path());
        } catch (NoSuchFileException e) {
            return List.of();
        }
        String[] lines = BatchLog.body(file.path(), content);
        if (lines.length != 2 || !lines[1].equals(checksum(lines[0]))) {
            throw CheckpointErrors.malformed("a line with a wrong checksum", file.path(), null);
        }
        if (!(Json.parse(lines[0]) instanceof Json.Array items)) {
            throw CheckpointErrors.malformed(lines[0], file.path(), null);
        }
        return items.items();
    }

    private void verifySchemas(List<StatefulOperator> operators) throws IOException {
        for (Json item : readSchemas()) {
            for (StatefulOperator operator : operators) {
                if (item instanceof Json.Struct stored
                        && Json.of(operator.id()).equals(stored.member("operatorId"))) {
                    compare("key", stored.member("keys"), operator.keySchema());
                    compare("value", stored.member("values"), operator.valueSchema());
                }
            }
        }
    }

    private static void compare(String kind, @Nullable Json stored, String current) {
        if (stored == null || StateSchema.isCompatible(stored, StateSchema.parse(current))) {
            return;
        }
        String before = StateSchema.text(stored);
        String now = StateSchema.text(StateSchema.parse(current));
        String upper = kind.equals("key") ? "KEY" : "VALUE";
        String old = kind.equals("key") ? "storedKeySchema" : "storedValueSchema";
        String changed = kind.equals("key") ? "newKeySchema" : "newValueSchema";
        throw MillraceException.of(
                        ErrorKind.UNSUPPORTED,
                        "STATE_STORE_" + upper + "_SCHEMA_NOT_COMPATIBLE",
                        "XXKST")
                .with(old, before)
                .with(changed, now)
                .text(
                        "Provided "
                                + kind
                                + " schema does not match existing state "
                                + kind
                                + " schema.\nPlease check number and type of fields.\nExisting "
                                + kind
                                + "_schema="
                                + before
                                + " and new "
                                + kind
                                + "_schema="
                                + now
                                + ".\n"
                                + "If you want to force running the query without schema"
                                + " validation, please set"
                                + " spark.sql.streaming.stateStore.stateSchemaCheck to false.\n"
                                + "However, please note that running the query with"
                                + " incompatible schema could cause non-deterministic"
                                + " behavior.");
    }

    private static String describe(Map<Integer, String> operators) {
        return operators.entrySet().stream()
                .map(e -> "(OperatorId: " + e.getKey() + " -> OperatorName: " + e.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private static MillraceException missingState(Map<Integer, String> current) {
        return MillraceException.of(
                        ErrorKind.RUNTIME,
                        "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY",
                        "42K03")
                .with("OpsInCurBatchSeq", describe(current))
                .text(
                        "Cannot restart streaming query with stateful operators because the state"
                                + " directory is empty or missing.\n"
                                + "Stateful operators in current batch: ["
                                + describe(current)
                                + "].\n"
                                + "This typically occurs when state files have been deleted or the"
                                + " streaming query was previously run without stateful operators"
                                + " but restarted with stateful operators.\n"
                                + "Please remove the stateful operators, use a new checkpoint"
                                + " location, or restore the missing state files.");
    }

    private static MillraceException otherOperators(
            Map<Integer, String> stored, Map<Integer, String> current) {
        return MillraceException.of(
                        ErrorKind.RUNTIME,
                        "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA",
                        "42K03")
                .with("OpsInMetadataSeq", describe(stored))
                .with("OpsInCurBatchSeq", describe(current))
                .text(
                        "Streaming stateful operator name does not match with the operator in state"
                                + " metadata. This likely to happen when user adds/removes/changes"
                                + " stateful operator of existing streaming query.\n"
                                + "Stateful operators in the metadata: ["
                                + describe(stored)
                                + "]; Stateful operators in current batch: ["
                                + describe(current)
                                + "].");
    }
}
