// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import static dev.millrace.connector.files.Workbench.options;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.MicroBatchSource.Limit;
import dev.millrace.spi.connector.ReadRequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Measures what the number of files that a source has taken costs each later trigger: one with
/// nothing new, and one with a new file. Not a test; run its `main` with a directory to work in and
/// the number of files.
final class SourceCost {
    private static final int ROUNDS = 100;

    private SourceCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Workbench bench = Workbench.over(root, new LocalFileStore());
        bench.configuration.put("spark.sql.streaming.fileSource.log.compactInterval", "10");
        for (int i = 0; i < count; i++) {
            file(root, i);
        }
        MicroBatchSource source = start(bench);
        long begin = System.nanoTime();
        String end = source.latestOffset(null, Limit.CONFIGURED);
        System.out.printf("%d files: first listing %d ms%n", count, millis(begin));
        // Until the directory's last change is so long ago that its time can be relied on.
        Thread.sleep(2_500);
        source.latestOffset(end, Limit.CONFIGURED);
        long[] idle = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long now = System.nanoTime();
            source.latestOffset(end, Limit.CONFIGURED);
            idle[i] = System.nanoTime() - now;
        }
        print("nothing new", idle);
        long[] busy = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            file(root, count + i);
            long now = System.nanoTime();
            end = source.latestOffset(end, Limit.CONFIGURED);
            busy[i] = System.nanoTime() - now;
        }
        print("one new file", busy);
        begin = System.nanoTime();
        start(bench);
        System.out.printf("restart %d ms%n", millis(begin));
    }

    private static void file(Path root, int number) throws IOException {
        Path file =
                root.resolve(
                        "in/part-%08d-0f8fad5b-d9cb-469f-a165-70867728950e.json".formatted(number));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "id=1;k=x\n");
    }

    private static MicroBatchSource start(Workbench bench) {
        return bench.connector
                .defineStream(
                        new ReadRequest("lines", Workbench.ID_AND_K, options(), List.of("in")),
                        bench)
                .start(bench.fileStores().resolve("checkpoint/sources/0"), bench);
    }

    private static long millis(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%s: median %.3f ms, 95%% %.3f ms, worst %.3f ms%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }
}
