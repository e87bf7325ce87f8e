// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.TemporaryNames;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// Writes and reads the files that the package documentation specifies.
final class StateFile {
    static final int CHANGELOG = 1;
    static final int SNAPSHOT = 2;
    private static final int MAGIC = 0x4D4C5354;
    private static final int FORMAT_VERSION = 2;
    private static final int HEADER_BYTES = 16;
    private static final int TRAILER_BYTES = 5;
    private static final int FLUSH_BYTES = 1 << 16;

    private StateFile() {}

    /// What a file says about itself.
    record Header(int kind, int shardCount, long version) {}

    /// A store's changes, encoded by the thread that made them.
    record Section(StateStore.Id id, long recordCount, SectionBuffer records) {}

    /// A file that does not hold what it should: cut short, changed, or not a state file.
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String path, String what) {
            super("state file " + path + " is damaged: " + what);
        }
    }

    /// A file of a format that is newer than this one.
    static final class NewerFormatException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int version;

        NewerFormatException(String path, int version) {
            super(
                    "state file "
                            + path
                            + " has format version "
                            + version
                            + ", known is "
                            + FORMAT_VERSION);
            this.version = version;
        }

        int version() {
            return version;
        }
    }

    /// Writes a changelog durably, over one that a crashed run of the same batch may have left.
    ///
    /// @return its size in bytes
    static long writeChangelog(FileLocation file, Header header, List<Section> sections)
            throws IOException {
        SectionBuffer buffer = new SectionBuffer(1 << 10);
        header(buffer, header);
        for (Section section : sections) {
            if (section.recordCount() > 0) {
                sectionHead(buffer, section.id(), section.recordCount());
                buffer.copy(section.records().bytes(), 0, section.records().size());
            }
        }
        buffer.oneByte(0);
        CRC32C checksum = new CRC32C();
        checksum.update(buffer.bytes(), 0, buffer.size());
        buffer.fixed(checksum.getValue(), 4);
        String temporary = TemporaryNames.beside(file.path());
        try (FileOutput output = file.store().create(temporary)) {
            output.write(buffer.bytes(), 0, buffer.size());
            output.sync();
        }
        file.store().replace(temporary, file.path());
        return buffer.size();
    }

    /// Writes all tables durably. Only a bounded part of the file is in memory at a time.
    static void writeSnapshot(
            FileLocation file, Header header, Map<StateStore.Id, StateTable> tables)
            throws IOException {
        String temporary = TemporaryNames.beside(file.path());
        try (FileOutput output = file.store().create(temporary)) {
            Flushing flushing = new Flushing(output);
            header(flushing.buffer, header);
            for (Map.Entry<StateStore.Id, StateTable> entry : tables.entrySet()) {
                StateTable table = entry.getValue();
                if (table.size() > 0) {
                    sectionHead(flushing.buffer, entry.getKey(), table.size());
                    for (int e = table.nextEntry(0); e >= 0; e = table.nextEntry(e + 1)) {
                        flushing.buffer.entry(
                                table.page(e),
                                table.keyStart(e),
                                table.keyLength(e),
                                table.valueStart(e),
                                table.valueLength(e),
                                table.expiry(e));
                        flushing.flushIfFull();
                    }
                }
            }
            flushing.buffer.oneByte(0);
            flushing.flush();
            flushing.buffer.fixed(flushing.checksum.getValue(), 4);
            flushing.flush();
            output.sync();
        }
        file.store().replace(temporary, file.path());
    }

    private static final class Flushing {
        private final FileOutput output;
        private final SectionBuffer buffer = new SectionBuffer(FLUSH_BYTES * 2);
        private final CRC32C checksum = new CRC32C();

        Flushing(FileOutput output) {
            this.output = output;
        }

        void flushIfFull() throws IOException {
            if (buffer.size() >= FLUSH_BYTES) {
                flush();
            }
        }

        void flush() throws IOException {
            checksum.update(buffer.bytes(), 0, buffer.size());
            output.write(buffer.bytes(), 0, buffer.size());
            buffer.clear();
        }
    }

    private static void header(SectionBuffer buffer, Header header) {
        buffer.fixed(MAGIC, 4);
        buffer.oneByte(FORMAT_VERSION);
        buffer.oneByte(header.kind);
        buffer.fixed(header.shardCount, 2);
        buffer.fixed(header.version, 8);
    }

    private static void sectionHead(SectionBuffer buffer, StateStore.Id id, long recordCount) {
        byte[] name = id.name() == null ? new byte[0] : id.name().getBytes(StandardCharsets.UTF_8);
        buffer.oneByte(1);
        buffer.variable(id.operator());
        buffer.variable(id.shard());
        buffer.variable(name.length);
        buffer.copy(name, 0, name.length);
        buffer.variable(recordCount);
    }

    /// Applies a file to tables. If it throws, the tables hold a part of it.
    ///
    /// @param expected kind and version it must have; the shard count is not compared
    /// @param tables finds or makes the table of a store
    static Header read(
            FileLocation file, int kind, long version, Function<StateStore.Id, StateTable> tables)
            throws IOException {
        try (FileInput input = file.store().open(file.path())) {
            ChecksummedInput in = new ChecksummedInput(input, file.path(), TRAILER_BYTES - 1);
            if (input.length() < HEADER_BYTES + TRAILER_BYTES) {
                throw new DamagedException(file.path(), "only " + input.length() + " bytes");
            }
            Header header = readHeader(in, file.path());
            if (header.kind != kind || header.version != version) {
                throw new DamagedException(
                        file.path(),
                        "it says it is version " + header.version + " of kind " + header.kind);
            }
            while (in.oneByte() != 0) {
                readSection(in, tables);
            }
            in.verifyEnd();
            return header;
        }
    }

    private static Header readHeader(ChecksummedInput in, String path) throws IOException {
        if (in.fixed(4) != MAGIC) {
            throw new DamagedException(path, "it does not begin with MLST");
        }
        int format = in.oneByte();
        if (format != FORMAT_VERSION) {
            throw new NewerFormatException(path, format);
        }
        return new Header(in.oneByte(), (int) in.fixed(2), in.fixed(8));
    }

    private static void readSection(ChecksummedInput in, Function<StateStore.Id, StateTable> tables)
            throws IOException {
        int operator = in.size();
        int shard = in.size();
        int nameLength = in.size();
        byte[] name = new byte[nameLength];
        in.read(name, nameLength);
        @Nullable String text = nameLength == 0 ? null : new String(name, StandardCharsets.UTF_8);
        StateTable table = tables.apply(new StateStore.Id(operator, shard, text));
        long count = in.variable();
        byte[] key = new byte[64];
        byte[] value = new byte[64];
        for (long i = 0; i < count; i++) {
            int keyLength = in.size();
            long mark = in.variable();
            long expiry = mark > 0 && mark % 2 == 0 ? in.fixed(8) : StateStore.NEVER;
            int valueLength = mark == 0 ? -1 : in.checkedSize((mark - 1) / 2);
            key = key.length < keyLength ? new byte[keyLength * 2] : key;
            in.read(key, keyLength);
            if (valueLength < 0) {
                table.remove(key, 0, keyLength);
            } else {
                value = value.length < valueLength ? new byte[valueLength * 2] : value;
                in.read(value, valueLength);
                table.put(key, 0, keyLength, value, 0, valueLength, expiry);
            }
        }
    }
}
