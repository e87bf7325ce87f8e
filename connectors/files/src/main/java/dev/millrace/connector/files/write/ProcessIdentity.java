// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// Names a process so that another one can tell, later, whether it still lives.
///
/// A token is `<machine>.<process id>.<start>`. The machine part stands for one boot of one kernel
/// and one namespace of process ids: about a process of another container or another computer that
/// shares the directory nothing can be said, so it counts as alive.
public final class ProcessIdentity {
    private static final Pattern TOKEN = Pattern.compile("([0-9a-f]{8})\\.([0-9]+)\\.([0-9a-z]+)");

    /// Beyond the process ids of any system.
    private static final long FIRST_SIMULATED_ID = 1L << 40;

    private final String machine;
    private final long processId;
    private final String start;

    ProcessIdentity(String machine, long processId, String start) {
        this.machine = machine;
        this.processId = processId;
        this.start = start;
    }

    /// The identity of this process.
    public static ProcessIdentity current() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessIdentity(machine(), self.pid(), start(self));
    }

    /// The identity of a process that a test only pretends to be: nobody else takes it for alive.
    ///
    /// @param number tells it from other such processes
    public static ProcessIdentity simulated(int number) {
        return new ProcessIdentity(machine(), FIRST_SIMULATED_ID + number, "0");
    }

    /// Text for a file name.
    String token() {
        return machine + "." + processId + "." + start;
    }

    /// True if the process of a token certainly has ended. An unreadable token is of no process
    /// that
    /// is known to have ended.
    boolean isGone(String token) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches() || !matcher.group(1).equals(machine) || token.equals(token())) {
            return false;
        }
        Optional<ProcessHandle> process;
        try {
            process = ProcessHandle.of(Long.parseLong(matcher.group(2)));
        } catch (NumberFormatException e) {
            return false;
        }
        return process.map(handle -> !start(handle).equals(matcher.group(3))).orElse(true);
    }

    private static String start(ProcessHandle handle) {
        return Long.toString(
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L), 36);
    }

    private static String machine() {
        CRC32 checksum = new CRC32();
        checksum.update(
                (bootIdentity() + "\n" + namespaceIdentity()).getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", checksum.getValue());
    }

    private static String bootIdentity() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
        } catch (IOException e) {
            // Not Linux: the name of the computer has to do.
            return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "unknown");
        }
    }

    private static String namespaceIdentity() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException e) {
            return "one";
        }
    }
}
