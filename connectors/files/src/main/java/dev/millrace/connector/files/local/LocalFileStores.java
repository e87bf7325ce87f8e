// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.FileStores;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Resolves paths without a scheme and with the scheme `file`.
///
/// A path is taken literally, also behind a scheme, as Hadoop's `Path` does it: `file:///a%20b` is
/// a directory whose name holds a percent sign. `.`, `..` and repeated slashes are resolved in the
/// text, before anything is opened; `..` ends at the root.
public final class LocalFileStores implements FileStores {
    private static final Pattern SCHEME =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

    private final FileStore store;
    private final String workingDirectory;

    /// @param workingDirectory absolute; what relative paths are relative to
    public LocalFileStores(FileStore store, String workingDirectory) {
        this.store = store;
        this.workingDirectory = workingDirectory;
    }

    @Override
    public FileLocation resolve(String path) {
        if (path.isEmpty()) {
            throw illegal("Can not create a Path from an empty string");
        }
        if (path.indexOf('\0') >= 0) {
            throw illegal("The path '" + path.replace("\0", "\\0") + "' holds a NUL character");
        }
        Matcher matcher = SCHEME.matcher(path);
        if (!matcher.matches()) {
            return location(path.startsWith("/") ? path : workingDirectory + "/" + path);
        }
        String scheme = matcher.group(1);
        if (!scheme.equalsIgnoreCase("file")) {
            throw MillraceException.unsupported(
                    "the file system scheme '" + scheme + "' of the path '" + path + "'");
        }
        return location(withoutAuthority(path, matcher.group(2)));
    }

    private static String withoutAuthority(String path, String rest) {
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            if (slash != 2) {
                throw illegal(
                        "The path '"
                                + path
                                + "' names a host; a path of this machine is written file:///…");
            }
            return rest.substring(2);
        }
        if (!rest.startsWith("/")) {
            throw illegal("Relative path in absolute URI: " + path);
        }
        return rest;
    }

    private FileLocation location(String absolute) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : absolute.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return new FileLocation(store, "/" + String.join("/", parts));
    }

    private static MillraceException illegal(String text) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT).text(text);
    }
}
