// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.connector.files.layout.FileNames;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/// The list of files that an append is about to rename into its directory, so that an append that
/// died half-way can be undone.
///
/// File `append` in the staging directory, UTF-8: line `millrace append v1`, one line per file with
/// its path relative to the table, line `crc32 <8 hex digits>` over all bytes before it. Renamed to
/// `appended` once all files are in place: that is the commit.
final class AppendJournal {
    private static final String PENDING = "append";
    private static final String DONE = "appended";
    private static final String HEADER = "millrace append v1\n";
    private static final String CHECKSUM = "crc32 ";

    private AppendJournal() {}

    static void write(FileStore store, String staging, List<String> files) throws IOException {
        String body = HEADER + String.join("\n", files) + "\n";
        byte[] content = (body + CHECKSUM + checksum(body) + "\n").getBytes(StandardCharsets.UTF_8);
        store.writeNew(FileNames.child(staging, PENDING), content);
    }

    static void finish(FileStore store, String staging) throws IOException {
        store.rename(FileNames.child(staging, PENDING), FileNames.child(staging, DONE));
    }

    /// Deletes the files of an append that was not finished.
    static void rollBackIfPending(FileStore store, String staging, String table)
            throws IOException {
        String journal = FileNames.child(staging, PENDING);
        if (store.entry(journal) == null) {
            return;
        }
        for (String file : read(store, journal)) {
            store.delete(FileNames.child(table, file));
        }
    }

    private static List<String> read(FileStore store, String journal) throws IOException {
        String content = new String(store.readAll(journal), StandardCharsets.UTF_8);
        int end = content.lastIndexOf(CHECKSUM);
        if (end < 0
                || !content.startsWith(HEADER)
                || !content.substring(end)
                        .equals(CHECKSUM + checksum(content.substring(0, end)) + "\n")) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            "The list of files of an unfinished append, '"
                                    + journal
                                    + "', is damaged: the files cannot be told from those of"
                                    + " finished appends. Remove the directory that holds it to"
                                    + " keep whatever is there.");
        }
        String files = content.substring(HEADER.length(), end);
        return files.isBlank() ? List.of() : files.lines().toList();
    }

    private static String checksum(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", checksum.getValue());
    }
}
