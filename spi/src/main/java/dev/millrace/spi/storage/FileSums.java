// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32;

/// The checksums that stand beside a file: for `/a/b` in `/a/.b.crc`, in the form that Hadoop's
/// local file system writes and verifies. So Spark checks what Millrace wrote, and Millrace what
/// Spark wrote.
///
/// Form: `63 72 63 00`, the block size 512 as a big-endian int, one big-endian CRC32 for each block
/// of the file.
///
/// Sums are written after their file and forced to the device only if they are long. After a
/// failure of the power they may be missing, cut short, or zeros from some byte on (their length
/// was recorded, their bytes were not), and then say nothing; so a tiny durable file costs no
/// second
/// sync. Sums that are there and do not fit mean damage: of the file, as they
/// were made from what was written.
public final class FileSums {
    private static final int MAGIC = 0x63726300;
    private static final int BLOCK_BYTES = 512;
    private static final int HEADER_BYTES = 8;

    /// Up to this length a file reaches the device whole or not at all.
    private static final int LONG_BYTES = 4096;

    private final CRC32 current = new CRC32();
    private final ByteArrayOutputStream sums = new ByteArrayOutputStream();
    private int inBlock;

    /// The sums of a whole file.
    public static FileSums of(byte[] content) {
        FileSums sums = new FileSums();
        sums.add(content, 0, content.length);
        return sums;
    }

    /// Where the sums of a file stand.
    public static String beside(String path) {
        int slash = path.lastIndexOf('/');
        return path.substring(0, slash + 1) + "." + path.substring(slash + 1) + ".crc";
    }

    /// Takes in the next bytes of the file.
    public void add(byte[] bytes, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (position < end) {
            int count = Math.min(end - position, BLOCK_BYTES - inBlock);
            current.update(bytes, position, count);
            position += count;
            inBlock += count;
            if (inBlock == BLOCK_BYTES) {
                endBlock();
            }
        }
    }

    private void endBlock() {
        byte[] sum = ByteBuffer.allocate(Integer.BYTES).putInt((int) current.getValue()).array();
        sums.write(sum, 0, sum.length);
        current.reset();
        inBlock = 0;
    }

    private byte[] finished() {
        if (inBlock > 0) {
            endBlock();
        }
        return sums.toByteArray();
    }

    /// Writes the sums beside their file. There must be none yet.
    public void write(FileStore store, String path) throws IOException {
        byte[] values = finished();
        byte[] content =
                ByteBuffer.allocate(HEADER_BYTES + values.length)
                        .putInt(MAGIC)
                        .putInt(BLOCK_BYTES)
                        .put(values)
                        .array();
        try (FileOutput output = store.create(beside(path))) {
            output.write(content, 0, content.length);
            if (content.length > LONG_BYTES) {
                output.sync();
            }
        }
    }

    /// Compares with the sums beside the file, if there are any. Throws a `MillraceException` that
    /// names the file if it is damaged.
    public void verify(FileStore store, String path) throws IOException {
        byte[] content;
        try {
            content = store.readAll(beside(path));
        } catch (NoSuchFileException e) {
            return;
        }
        ByteBuffer stored = ByteBuffer.wrap(content);
        if (content.length < HEADER_BYTES
                || (content.length - HEADER_BYTES) % Integer.BYTES != 0
                || stored.getInt() != MAGIC
                || stored.getInt() != BLOCK_BYTES) {
            return;
        }
        ByteBuffer found = ByteBuffer.wrap(finished());
        int block = 0;
        while (stored.hasRemaining()) {
            int expected = stored.getInt();
            if (!found.hasRemaining()) {
                throw damaged(path, "it ends before byte " + block * BLOCK_BYTES);
            }
            int actual = found.getInt();
            if (actual != expected) {
                if (endsInZeros(content, stored.position() - Integer.BYTES, actual)) {
                    return;
                }
                throw damaged(
                        path,
                        "the checksum from byte %d on is %08x instead of %08x"
                                .formatted(block * BLOCK_BYTES, actual, expected));
            }
            block++;
        }
    }

    /// True if the sums are right up to some byte and zeros from there on.
    ///
    /// @param from where the first sum stands that does not fit
    /// @param right what it should be
    private static boolean endsInZeros(byte[] sums, int from, int right) {
        byte[] expected = ByteBuffer.allocate(Integer.BYTES).putInt(right).array();
        int at = 0;
        while (at < expected.length && sums[from + at] == expected[at]) {
            at++;
        }
        for (int i = from + at; i < sums.length; i++) {
            if (sums[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static MillraceException damaged(String path, String how) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .text(
                        "The file "
                                + path
                                + " is damaged: "
                                + how
                                + ". Restore it from a copy; if it was changed on purpose, delete "
                                + beside(path)
                                + ".");
    }

    /// Writes a whole small file durably under a name that did not exist, as `FileStore.writeNew`,
    /// and its sums beside it, which must not exist either.
    public static void writeNew(FileStore store, String path, byte[] content) throws IOException {
        store.writeNew(path, content);
        of(content).write(store, path);
    }

    /// As `FileStore.writeNewInOrder`, with the sums beside the file.
    public static void writeNewInOrder(FileStore store, String path, byte[] content)
            throws IOException {
        store.writeNewInOrder(path, content);
        of(content).write(store, path);
    }

    /// The whole content of a file, compared with the sums beside it.
    public static byte[] readAll(FileStore store, String path) throws IOException {
        byte[] content = store.readAll(path);
        of(content).verify(store, path);
        return content;
    }
}
