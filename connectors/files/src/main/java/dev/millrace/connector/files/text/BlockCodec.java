// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

import org.xerial.snappy.Snappy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Snappy and LZ4 as Hadoop writes them into files, which are other files than those of the tools
/// of the same names. A file is a row of blocks; a block is its length when decompressed, four
/// bytes, the highest first, and then pieces until that much is there: the length of the piece in
/// the same form, and the compressed piece.
enum BlockCodec {
    SNAPPY,
    LZ4;

    /// Hadoop reads pieces of up to 256 KiB.
    private static final int BLOCK = 1 << 17;

    /// A longer block is no block: so much is never written at once.
    private static final int LONGEST = 1 << 26;

    private byte[] compress(byte[] plain, int length) throws IOException {
        return switch (this) {
            case SNAPPY -> Snappy.rawCompress(plain, length);
            case LZ4 -> LZ4Factory.safeInstance().fastCompressor().compress(plain, 0, length);
        };
    }

    /// Decompresses a piece to a place of `into`; the count of bytes that it was.
    private int decompress(byte[] piece, byte[] into, int at) throws IOException {
        return switch (this) {
            case SNAPPY -> {
                if (Snappy.uncompressedLength(piece) > into.length - at) {
                    throw new IOException("a piece of a block is longer than the block");
                }
                yield Snappy.uncompress(piece, 0, piece.length, into, at);
            }
            case LZ4 -> {
                try {
                    yield LZ4Factory.safeInstance()
                            .safeDecompressor()
                            .decompress(piece, 0, piece.length, into, at, into.length - at);
                } catch (LZ4Exception damaged) {
                    throw new IOException(damaged.getMessage(), damaged);
                }
            }
        };
    }

    InputStream decompressed(InputStream input) {
        return new Blocks(this, new DataInputStream(input));
    }

    OutputStream compressed(OutputStream output) {
        return new Cutter(this, new DataOutputStream(output));
    }

    /// The bytes of all blocks.
    private static final class Blocks extends BulkInput {
        private final BlockCodec codec;
        private final DataInputStream input;
        private byte[] block = {};
        private int position;

        Blocks(BlockCodec codec, DataInputStream input) {
            this.codec = codec;
            this.input = input;
        }

        @Override
        int readSome(byte[] into, int offset, int length) throws IOException {
            while (position == block.length) {
                int first = input.read();
                if (first < 0) {
                    return -1;
                }
                block = block(first);
                position = 0;
            }
            int count = Math.min(length, block.length - position);
            System.arraycopy(block, position, into, offset, count);
            position += count;
            return count;
        }

        /// @param first the first byte of its length
        private byte[] block(int first) throws IOException {
            int low = input.readUnsignedByte() << 16 | input.readUnsignedShort();
            byte[] plain = new byte[checked(first << 24 | low)];
            int done = 0;
            while (done < plain.length) {
                byte[] piece = input.readNBytes(checked(input.readInt()));
                int count = codec.decompress(piece, plain, done);
                if (count == 0) {
                    throw new EOFException("a block ends before its length");
                }
                done += count;
            }
            return plain;
        }

        private static int checked(int length) throws IOException {
            if (length < 0 || length > LONGEST) {
                throw new IOException("a block cannot have the length " + length);
            }
            return length;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }

    /// Makes blocks of one piece each.
    private static final class Cutter extends OutputStream {
        private final BlockCodec codec;
        private final DataOutputStream output;
        private final byte[] block = new byte[BLOCK];
        private int length;

        Cutter(BlockCodec codec, DataOutputStream output) {
            this.codec = codec;
            this.output = output;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int done = 0;
            while (done < count) {
                int some = Math.min(count - done, BLOCK - length);
                System.arraycopy(bytes, offset + done, block, length, some);
                length += some;
                done += some;
                if (length == BLOCK) {
                    cut();
                }
            }
        }

        private void cut() throws IOException {
            if (length > 0) {
                byte[] piece = codec.compress(block, length);
                output.writeInt(length);
                output.writeInt(piece.length);
                output.write(piece);
                length = 0;
            }
        }

        @Override
        public void flush() throws IOException {
            cut();
            output.flush();
        }

        @Override
        public void close() throws IOException {
            cut();
            output.close();
        }
    }
}
