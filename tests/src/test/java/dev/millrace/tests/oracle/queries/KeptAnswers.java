// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// What Spark answered to the queries of some seeds, kept in a directory: Spark answers some
/// twenty in a second and Millrace some hundred, and the answers of Spark stay what they are while
/// Millrace changes. One file for the seeds that ask the same tables, each answer behind the text
/// that was asked: answers to other texts, of an earlier generator, do not count.
public final class KeptAnswers {
    private final Path directory;

    public KeptAnswers(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /// The answers to these queries in their order, null if one of them is not kept.
    ///
    /// @param first the first seed
    public @Nullable List<SqlAnswer> find(long first, List<RandomSql> asked) throws IOException {
        Path file = file(first, asked);
        if (!Files.exists(file)) {
            return null;
        }
        List<SqlAnswer> answers = new ArrayList<>();
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            for (RandomSql query : asked) {
                if (!text(in).equals(utf8(query.sql()))) {
                    return null;
                }
                answers.add(answer(in));
            }
        }
        return answers;
    }

    /// @param first the first seed
    /// @param answers one for each query
    public void keep(long first, List<RandomSql> asked, List<SqlAnswer> answers)
            throws IOException {
        Path file = file(first, asked);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(part)))) {
            for (int i = 0; i < asked.size(); i++) {
                write(out, asked.get(i).sql());
                SqlAnswer answer = answers.get(i);
                out.writeBoolean(answer.isError());
                write(out, answer.schema());
                out.writeInt(answer.rows().size());
                for (String row : answer.rows()) {
                    write(out, row);
                }
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Named for the seeds and for what the tables hold.
    private Path file(long first, List<RandomSql> asked) {
        int tables = asked.getFirst().tables().toString().hashCode();
        return directory.resolve("%d-%d-%08x.gz".formatted(first, asked.size(), tables));
    }

    /// What is left of a text that is kept: half a surrogate pair has no form in UTF-8.
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static SqlAnswer answer(DataInputStream in) throws IOException {
        boolean isError = in.readBoolean();
        String schema = text(in);
        int count = in.readInt();
        List<String> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(text(in));
        }
        return new SqlAnswer(schema, rows, isError);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
