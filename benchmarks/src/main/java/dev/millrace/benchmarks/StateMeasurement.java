// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.runtime.statestore.QueryState;
import dev.millrace.runtime.statestore.StateProviders;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.statestore.rocksdb.RocksDatabases;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The measured process: loads keys in batches, changes random ones in small batches, expires some,
/// recovers, and checks what it finds against what it put there.
///
/// A key is 16 bytes, its value 32; each has an expiry. The shards work in parallel, as in a query.
public final class StateMeasurement {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SHARDS = 2;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 32;
    private static final int SMALL_BATCHES = 50;
    private static final String ROCKSDB =
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

    private final String provider;
    private final long keys;
    private final int batch;
    private final int updates;
    private final PrintStream out;
    private final StateProviders providers =
            new StateProviders(
                    List.of(new RocksDatabases()),
                    Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    private final ExecutorService workers =
            Executors.newFixedThreadPool(SHARDS, Thread.ofPlatform().daemon().factory());

    private StateMeasurement(String provider, long keys, int batch, int updates, PrintStream out) {
        this.provider = provider;
        this.keys = keys;
        this.batch = batch;
        this.updates = updates;
        this.out = out;
    }

    /// @param arguments provider, keys, keys loaded per batch, keys changed per batch
    public static void main(String[] arguments) throws Exception {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (ScratchDirectory scratch =
                new ScratchDirectory(Files.createTempDirectory(parent, "millrace-bench-state-"))) {
            new StateMeasurement(
                            arguments[0],
                            Long.parseLong(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Integer.parseInt(arguments[3]),
                            System.out)
                    .run(scratch.path());
        }
    }

    private void run(Path directory) throws Exception {
        QueryState state = open(directory, 0);
        long start = System.nanoTime();
        load(state);
        report("loaded " + keys + " keys", start, directory);
        Random random = new Random(1);
        for (boolean expires : new boolean[] {false, true}) {
            start = System.nanoTime();
            change(state, random, expires);
            report(expires ? "with expiry of as many" : "random updates", start, directory);
        }
        long version = state.version();
        start = System.nanoTime();
        state.close();
        report("closed", start, directory);
        start = System.nanoTime();
        QueryState recovered = open(directory, version);
        report("recovered version " + version, start, directory);
        check(recovered);
        recovered.close();
        workers.shutdown();
    }

    private QueryState open(Path directory, long version) {
        FileLocation location =
                new FileLocation(
                        LocalFileStore.withoutSync(), directory.resolve("state").toString());
        return providers.recover(
                provider.equals("rocksdb") ? ROCKSDB : null,
                new QueryState.Request(location, version, SHARDS, new QueryState.Retention(2, 10)),
                key -> null);
    }

    private interface Work {
        void run(StateStore store, int shard);
    }

    /// One batch; returns its time in nanoseconds.
    private long batch(QueryState state, Work work) throws InterruptedException {
        long start = System.nanoTime();
        StateStores stores = state.begin();
        List<Future<?>> tasks = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            int number = shard;
            StateStore store = stores.open(new StateStore.Id(0, shard, null));
            tasks.add(
                    workers.submit(
                            () -> {
                                work.run(store, number);
                                store.commit();
                            }));
        }
        for (Future<?> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        state.write();
        state.maintain();
        return System.nanoTime() - start;
    }

    private void load(QueryState state) throws Exception {
        List<Long> times = new ArrayList<>();
        for (long from = 0; from < keys; from += batch) {
            long first = from;
            long until = Math.min(keys, from + batch);
            times.add(
                    batch(
                            state,
                            (store, shard) -> {
                                byte[] key = new byte[KEY_BYTES];
                                byte[] value = new byte[VALUE_BYTES];
                                for (long i = first; i < until; i++) {
                                    if (i % SHARDS == shard) {
                                        put(store, key, value, i, 0);
                                    }
                                }
                            }));
            if (times.size() * 10L % (keys / batch) < 10) {
                out.printf(
                        "  %,d keys, last batch %.0f ms, %s%n",
                        until, times.getLast() / 1e6, memory());
            }
        }
        out.println("  load batches: " + distribution(times));
    }

    private void change(QueryState state, Random random, boolean expires) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < SMALL_BATCHES; i++) {
            long seed = random.nextLong();
            long bound = expires ? (long) (i + 1) * updates : Long.MIN_VALUE;
            times.add(
                    batch(
                            state,
                            (store, shard) -> {
                                Random own = new Random(seed + shard);
                                changeShard(store, shard, own);
                                if (expires) {
                                    expire(store, bound);
                                }
                            }));
        }
        out.println("  batches of " + updates + ": " + distribution(times));
    }

    private void changeShard(StateStore store, int shard, Random random) {
        byte[] key = new byte[KEY_BYTES];
        byte[] value = new byte[VALUE_BYTES];
        StateStore.ValueBuffer found = new StateStore.ValueBuffer();
        for (int i = 0; i < updates / SHARDS; i++) {
            // The first half is what expires.
            long number = keys / 2 + random.nextLong(keys / 2 / SHARDS) * SHARDS + shard;
            setKey(key, number);
            if (!store.get(key, 0, KEY_BYTES, found)) {
                throw new IllegalStateException("key " + number + " is lost");
            }
            put(store, key, value, number, 1 + (long) LONGS.get(found.bytes(), 8));
        }
    }

    private static void expire(StateStore store, long bound) {
        try (StateStore.Cursor cursor = store.scanExpired(bound)) {
            while (cursor.next()) {
                cursor.remove();
            }
        }
    }

    private static void put(StateStore store, byte[] key, byte[] value, long number, long times) {
        setKey(key, number);
        LONGS.set(value, 0, number);
        LONGS.set(value, 8, times);
        store.put(key, 0, KEY_BYTES, value, 0, VALUE_BYTES, number);
    }

    /// Keys in no order, as hashed identifiers are.
    private static void setKey(byte[] key, long number) {
        long mixed = (number ^ number >>> 31) * 0x9E3779B97F4A7C15L;
        LONGS.set(key, 0, mixed ^ mixed >>> 29);
        LONGS.set(key, 8, number);
    }

    private void check(QueryState state) throws Exception {
        long gone = (long) SMALL_BATCHES * updates + 1;
        long[] sizes = new long[SHARDS];
        batch(
                state,
                (store, shard) -> {
                    sizes[shard] = store.size();
                    Random random = new Random(shard);
                    byte[] key = new byte[KEY_BYTES];
                    StateStore.ValueBuffer found = new StateStore.ValueBuffer();
                    for (int i = 0; i < 100_000; i++) {
                        long number = random.nextLong(keys / SHARDS) * SHARDS + shard;
                        setKey(key, number);
                        boolean exists = store.get(key, 0, KEY_BYTES, found);
                        if (exists != number >= gone
                                || exists && (long) LONGS.get(found.bytes(), 0) != number) {
                            throw new IllegalStateException("key " + number + " is wrong");
                        }
                    }
                });
        if (Arrays.stream(sizes).sum() != keys - gone) {
            throw new IllegalStateException("sizes " + Arrays.toString(sizes));
        }
        out.println("checked: " + Arrays.stream(sizes).sum() + " keys are left, none is wrong");
    }

    private void report(String what, long start, Path directory) throws IOException {
        out.printf(
                "%s in %.1f s, %s, %,d MB of files%n",
                what, (System.nanoTime() - start) / 1e9, memory(), bytes(directory) >> 20);
    }

    /// Counts a file with two names twice.
    private static long bytes(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static String memory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "memory unknown here";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private static String distribution(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                "median %.1f ms, 90%% %.1f ms, max %.1f ms",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 9 / 10] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }
}
