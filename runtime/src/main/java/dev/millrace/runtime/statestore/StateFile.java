// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the files that the package documentation specifies; `StateFileWriter` writes them.
final class StateFile {
    static final int CHANGELOG = 1;
    static final int SNAPSHOT = 2;
    static final int DATABASE_SNAPSHOT = 3;
    static final int CHECKSUM_BYTES = 4;
    private static final int MAGIC = 0x4D4C5354;
    private static final int FORMAT_VERSION = 3;
    private static final int HEADER_BYTES = 16;
    private static final int LEAST_BYTES = HEADER_BYTES + 1 + CHECKSUM_BYTES;

    private StateFile() {}

    /// What a file says about itself.
    record Header(int kind, int shardCount, long version) {}

    /// Records of a store.
    ///
    /// @param keyCount keys of the store at the version of the file
    /// @param records encoded by the thread that made them
    record Section(StateStore.Id id, long keyCount, long recordCount, SectionBuffer records) {}

    /// Where the sections of a file go.
    interface Sections {
        /// The receiver of a store's records, null to skip them.
        @Nullable Records open(StateStore.Id id, long keyCount) throws IOException;
    }

    /// Receives the records of a section; keys and values begin at index 0.
    interface Records {
        void put(byte[] key, int keyLength, byte[] value, int valueLength, long expiry);

        void remove(byte[] key, int keyLength);
    }

    /// What a snapshot in a database consists of.
    record DatabaseContent(int shardCount, List<DatabaseStore> stores, List<DatabaseFile> files) {}

    /// @param number of the store in the database
    record DatabaseStore(StateStore.Id id, long keyCount, int number) {}

    /// A file that does not hold what it should: cut short, changed, or not a state file.
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String path, String what) {
            super("state file " + path + " is damaged: " + what);
        }
    }

    /// A file of a format that is not this one.
    static final class UnknownFormatException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int version;

        UnknownFormatException(String path, int version) {
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

    static void writeHeader(SectionBuffer buffer, Header header) {
        buffer.fixed(MAGIC, 4);
        buffer.oneByte(FORMAT_VERSION);
        buffer.oneByte(header.kind);
        buffer.fixed(header.shardCount, 2);
        buffer.fixed(header.version, 8);
    }

    /// Reads the sections of a changelog or snapshot. If it throws, some were already received.
    ///
    /// @param kind and version it must have; the shard count is not compared
    static Header read(FileLocation file, int kind, long version, Sections sections)
            throws IOException {
        try (FileInput input = file.store().open(file.path())) {
            ChecksummedInput in = open(input, file.path());
            Header header = readHeader(in, file.path(), kind, version);
            while (in.oneByte() != 0) {
                StateStore.Id id = readId(in);
                Records records = sections.open(id, in.variable());
                readRecords(in, records);
            }
            in.verifyEnd();
            return header;
        }
    }

    /// Reads what a snapshot in a database consists of.
    static DatabaseContent readDatabase(FileLocation file, long version) throws IOException {
        try (FileInput input = file.store().open(file.path())) {
            ChecksummedInput in = open(input, file.path());
            Header header = readHeader(in, file.path(), DATABASE_SNAPSHOT, version);
            List<DatabaseStore> stores = new ArrayList<>();
            while (in.oneByte() != 0) {
                stores.add(new DatabaseStore(readId(in), in.variable(), (int) in.variable()));
            }
            List<DatabaseFile> files = new ArrayList<>();
            while (in.oneByte() != 0) {
                files.add(readDatabaseFile(in));
            }
            in.verifyEnd();
            return new DatabaseContent(header.shardCount, stores, files);
        }
    }

    private static ChecksummedInput open(FileInput input, String path) throws IOException {
        if (input.length() < LEAST_BYTES) {
            throw new DamagedException(
                    path, input.length() + " bytes, expected at least " + LEAST_BYTES);
        }
        return new ChecksummedInput(input, path, CHECKSUM_BYTES);
    }

    private static Header readHeader(ChecksummedInput in, String path, int kind, long version)
            throws IOException {
        if (in.fixed(4) != MAGIC) {
            throw new DamagedException(path, "at byte 0, expected MLST");
        }
        int format = in.oneByte();
        if (format != FORMAT_VERSION) {
            throw new UnknownFormatException(path, format);
        }
        Header header = new Header(in.oneByte(), (int) in.fixed(2), in.fixed(8));
        if (header.kind != kind || header.version != version) {
            throw new DamagedException(
                    path,
                    "at byte 5, it says that it is version "
                            + header.version
                            + " of kind "
                            + header.kind
                            + ", expected version "
                            + version
                            + " of kind "
                            + kind);
        }
        return header;
    }

    private static StateStore.Id readId(ChecksummedInput in) throws IOException {
        int operator = (int) in.variable();
        int shard = (int) in.variable();
        String name = readText(in);
        return new StateStore.Id(operator, shard, name.isEmpty() ? null : name);
    }

    private static String readText(ChecksummedInput in) throws IOException {
        byte[] bytes = new byte[in.size()];
        in.read(bytes, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static DatabaseFile readDatabaseFile(ChecksummedInput in) throws IOException {
        String name = readText(in);
        String storedName = readText(in);
        if (!storedName.isEmpty()) {
            return new DatabaseFile.Kept(name, storedName, in.variable(), in.fixed(4));
        }
        byte[] content = new byte[in.size()];
        in.read(content, content.length);
        return new DatabaseFile.Inline(name, content);
    }

    private static void readRecords(ChecksummedInput in, @Nullable Records records)
            throws IOException {
        long count = in.variable();
        byte[] key = new byte[64];
        byte[] value = new byte[64];
        for (long i = 0; i < count; i++) {
            int keyLength = in.size();
            long mark = in.variable();
            long expiry = mark > 0 && mark % 2 == 0 ? in.fixed(8) : StateStore.NEVER;
            int valueLength = mark == 0 ? 0 : in.checkedSize((mark - 1) / 2);
            key = key.length < keyLength ? new byte[keyLength * 2] : key;
            in.read(key, keyLength);
            value = value.length < valueLength ? new byte[valueLength * 2] : value;
            in.read(value, valueLength);
            if (records == null) {
                continue;
            }
            if (mark == 0) {
                records.remove(key, keyLength);
            } else {
                records.put(key, keyLength, value, valueLength, expiry);
            }
        }
    }
}
