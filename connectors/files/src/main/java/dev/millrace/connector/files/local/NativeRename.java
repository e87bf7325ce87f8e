// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/// The renames that Java's own library lacks: one that refuses to overwrite, decided by the kernel,
/// and the exchange of two names. Linux has both in `renameat2`, macOS in `renamex_np`.
final class NativeRename {
    /// Error numbers that are the same on Linux and macOS.
    static final int NO_SUCH_FILE = 2;

    static final int FILE_EXISTS = 17;

    private static final int LINUX_AT_WORKING_DIRECTORY = -100;
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR_NUMBER =
            CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// What a rename does when the new name exists.
    enum Mode {
        NO_REPLACE,
        EXCHANGE
    }

    private final MethodHandle function;
    private final boolean linux;

    private NativeRename(MethodHandle function, boolean linux) {
        this.function = function;
        this.linux = linux;
    }

    /// The renames of this machine, null where there are none.
    static @Nullable NativeRename find() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean linux = system.startsWith("linux");
        if (!linux && !system.startsWith("mac")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor =
                linux
                        ? FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT)
                        : FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT);
        return linker.defaultLookup()
                .find(linux ? "renameat2" : "renamex_np")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address,
                                        descriptor,
                                        Linker.Option.captureCallState("errno")))
                .map(handle -> new NativeRename(handle, linux))
                .orElse(null);
    }

    /// Renames; returns 0 or the error number of the system.
    int rename(String from, String to, Mode mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURE);
            MemorySegment fromPath = arena.allocateFrom(from);
            MemorySegment toPath = arena.allocateFrom(to);
            int failed =
                    linux
                            ? (int)
                                    function.invokeExact(
                                            state,
                                            LINUX_AT_WORKING_DIRECTORY,
                                            fromPath,
                                            LINUX_AT_WORKING_DIRECTORY,
                                            toPath,
                                            flag(mode))
                            : (int) function.invokeExact(state, fromPath, toPath, flag(mode));
            return failed == 0 ? 0 : (int) ERROR_NUMBER.get(state, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call the rename of this system", e);
        }
    }

    /// True for the error numbers by which a system says that it, or the file system of the path,
    /// knows no such rename.
    boolean isUnsupported(int errorNumber) {
        // EINVAL, ENOSYS and EOPNOTSUPP on Linux; EINVAL, ENOTSUP and ENOSYS on macOS.
        return linux
                ? errorNumber == 22 || errorNumber == 38 || errorNumber == 95
                : errorNumber == 22 || errorNumber == 45 || errorNumber == 78;
    }

    private int flag(Mode mode) {
        return switch (mode) {
            case NO_REPLACE -> linux ? 1 : 4;
            case EXCHANGE -> 2;
        };
    }
}
