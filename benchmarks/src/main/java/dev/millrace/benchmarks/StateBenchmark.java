// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Fills a state with very many keys in a process of bounded memory and measures it there.
///
/// @param heap of that process, as in `-Xmx`
/// @param measured the arguments of `StateMeasurement`
public record StateBenchmark(String heap, List<String> measured) {
    public StateBenchmark {
        measured = List.copyOf(measured);
    }

    /// Reads the options of `bench state`.
    public static StateBenchmark parse(List<String> arguments) {
        String heap = "768m";
        String keys = "50000000";
        String batch = "500000";
        String updates = "20000";
        String provider = "rocksdb";
        for (int i = 0; i < arguments.size(); i += 2) {
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("'" + arguments.get(i) + "' needs a value");
            }
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "--keys" -> keys = value;
                case "--batch" -> batch = value;
                case "--updates" -> updates = value;
                case "--provider" -> provider = value;
                case "--heap" -> heap = value;
                default ->
                        throw new IllegalArgumentException(
                                "'state' does not know '" + arguments.get(i) + "'");
            }
        }
        return new StateBenchmark(heap, List.of(provider, keys, batch, updates));
    }

    public void run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx" + heap);
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(StateMeasurement.class.getName());
        command.addAll(measured);
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("the measured process ended with " + exit);
        }
    }
}
