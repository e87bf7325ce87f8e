// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The variables that a processor has declared in a store, and their numbers: kept in the store
/// itself, so that a processor which was changed does not read what it cannot understand.
///
/// Stored as: the version 1 (1 byte); the time mode and the output mode; how many variables there
/// are (4 bytes); for each its number (2 bytes), its name, its kind (1 byte), whether it expires
/// (1 byte), the types of its keys and of its values. A text is its length (4 bytes) and its UTF-8
/// bytes; numbers are big endian.
final class ProcessorCatalog {
    /// Numbers of what is not a variable.
    static final int CATALOG = 0;

    static final int TIMERS = 1;
    static final int ROW_COUNT = 2;
    private static final int FIRST_VARIABLE = 16;
    private static final int LAST_VARIABLE = 0xffff;
    private static final byte VERSION = 1;

    /// What is remembered of a variable.
    private record Known(
            int id, ProcessorState.Kind kind, boolean expires, String userKey, String value) {}

    private final Map<String, Known> variables = new LinkedHashMap<>();
    private final String timeMode;
    private final String outputMode;
    private boolean isChanged = true;

    ProcessorCatalog(String timeMode, String outputMode) {
        this.timeMode = timeMode;
        this.outputMode = outputMode;
    }

    /// True if it is not what was read.
    boolean isChanged() {
        return isChanged;
    }

    /// The number of a variable, a new one if it is not known; refuses a variable that was another.
    int declare(ProcessorState.Variable variable) {
        Known known = variables.get(variable.name());
        String userKey = types(variable.userKey());
        String value = types(variable.value());
        if (known == null) {
            int id = freeNumber();
            variables.put(
                    variable.name(),
                    new Known(id, variable.kind(), variable.expires(), userKey, value));
            isChanged = true;
            return id;
        }
        if (known.kind != variable.kind()) {
            throw otherKind(variable, known);
        }
        requireSame(variable, known.userKey, userKey, "KEY");
        requireSame(variable, known.value, value, "VALUE");
        if (known.expires != variable.expires()) {
            throw MillraceException.unsupported(
                    "to switch the TTL of the state variable "
                            + variable.name()
                            + " on or off between runs");
        }
        return known.id;
    }

    private int freeNumber() {
        for (int id = FIRST_VARIABLE; id <= LAST_VARIABLE; id++) {
            int wanted = id;
            if (variables.values().stream().noneMatch(known -> known.id == wanted)) {
                return id;
            }
        }
        throw MillraceException.unsupported("more than 65520 state variables");
    }

    private static MillraceException otherKind(ProcessorState.Variable variable, Known known) {
        String stored = known.kind.sparkName();
        String wanted = variable.kind().sparkName();
        return MillraceException.of(
                        ErrorKind.UNSUPPORTED, "STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE", "42K06")
                .with("stateVarName", variable.name())
                .with("newType", wanted)
                .with("oldType", stored)
                .text(
                        "The state variable "
                                + variable.name()
                                + " is a "
                                + stored
                                + " in the checkpoint and cannot become a "
                                + wanted
                                + ".");
    }

    private static void requireSame(
            ProcessorState.Variable variable, String stored, String wanted, String part) {
        if (!stored.equals(wanted)) {
            String name = part.equals("KEY") ? "Key" : "Value";
            throw MillraceException.of(
                            ErrorKind.UNSUPPORTED,
                            "STATE_STORE_" + part + "_SCHEMA_NOT_COMPATIBLE",
                            "XXKST")
                    .with("stored" + name + "Schema", stored)
                    .with("new" + name + "Schema", wanted)
                    .text(
                            "The state variable "
                                    + variable.name()
                                    + " has other types in the checkpoint: "
                                    + stored
                                    + " there, "
                                    + wanted
                                    + " now.");
        }
    }

    private static String types(DataType.Struct schema) {
        return schema.fields().stream()
                .map(StructField::type)
                .map(DataType::sqlName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /// A variable that is no longer known.
    record Forgotten(int id, ProcessorState.Kind kind) {}

    /// Forgets a variable; null if it was not known.
    @Nullable Forgotten forget(String name) {
        Known known = variables.remove(name);
        if (known == null) {
            return null;
        }
        isChanged = true;
        return new Forgotten(known.id, known.kind);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, timeMode);
            write(out, outputMode);
            out.writeInt(variables.size());
            for (Map.Entry<String, Known> entry : variables.entrySet()) {
                Known known = entry.getValue();
                out.writeShort(known.id);
                write(out, entry.getKey());
                out.writeByte(known.kind.ordinal());
                out.writeBoolean(known.expires);
                write(out, known.userKey);
                write(out, known.value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /// Takes in what was stored; refuses other modes than those it was stored with.
    void read(byte[] stored, int length) {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(stored, 0, length))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw MillraceException.unsupported(
                        "the version " + version + " of the state of transformWithState");
            }
            requireMode("timeMode", text(in), timeMode);
            requireMode("outputMode", text(in), outputMode);
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                int id = in.readUnsignedShort();
                String name = text(in);
                ProcessorState.Kind kind = ProcessorState.Kind.values()[in.readByte()];
                boolean expires = in.readBoolean();
                variables.put(name, new Known(id, kind, expires, text(in), text(in)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        isChanged = false;
    }

    private static void requireMode(String name, String stored, String wanted) {
        if (!stored.equals(wanted)) {
            throw MillraceException.of(
                            ErrorKind.UNSUPPORTED,
                            "STATE_STORE_INVALID_CONFIG_AFTER_RESTART",
                            "42K06")
                    .with("configName", name)
                    .with("oldConfig", stored)
                    .with("newConfig", wanted)
                    .text(
                            "The checkpoint was written with the "
                                    + name
                                    + " "
                                    + stored
                                    + ", which cannot become "
                                    + wanted
                                    + ".");
        }
    }
}
