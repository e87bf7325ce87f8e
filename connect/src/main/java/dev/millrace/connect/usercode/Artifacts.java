// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The files that one session was sent: jars and classes for its functions, data by hash. They live
/// in a private temporary directory, which is deleted with the session, and in a class loader under
/// `parent`.
public final class Artifacts implements AutoCloseable {
    private final ClassLoader parent;
    private @Nullable Path directory;
    private @Nullable ArtifactClassLoader loader;

    /// @param parent where classes are found that came with no artifact
    public Artifacts(ClassLoader parent) {
        this.parent = parent;
    }

    /// A class loader that can grow.
    private static final class ArtifactClassLoader extends URLClassLoader {
        ArtifactClassLoader(URL first, ClassLoader parent) {
            super("session-artifacts", new URL[] {first}, parent);
        }

        void add(URL url) {
            addURL(url);
        }
    }

    /// Keeps an artifact.
    ///
    /// @param name as the client sent it: `classes/<path>.class`, `jars/<file>.jar`,
    /// `files/<file>`, `cache/<sha256>`
    public synchronized void add(String name, byte[] content) {
        Path path = place(name);
        try {
            if (Files.exists(path)) {
                if (name.startsWith("cache/") || Arrays.equals(Files.readAllBytes(path), content)) {
                    return;
                }
                throw MillraceException.of(ErrorKind.RUNTIME, "ARTIFACT_ALREADY_EXISTS", "42713")
                        .with("normalizedRemoteRelativePath", name)
                        .text(
                                "The artifact "
                                        + name
                                        + " already exists. Please choose a different name for the"
                                        + " new artifact because it cannot be overwritten.");
            }
            Files.createDirectories(path.getParent());
            Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the artifact " + name, e);
        }
        if (name.startsWith("jars/")) {
            extend(path);
        } else if (name.startsWith("classes/")) {
            extend(root().resolve("classes"));
        }
    }

    public boolean hasCached(String name) {
        return name.startsWith("cache/") && Files.exists(place(name));
    }

    /// The content of an artifact.
    public byte[] content(String name) {
        try {
            return Files.readAllBytes(place(name));
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.INVALID_PLAN)
                    .cause(e)
                    .text("Not found any cached local relation with the name: " + name);
        }
    }

    /// Where user code finds its classes: the session's artifacts, then the server's class path.
    public synchronized ClassLoader classLoader() {
        ClassLoader current = loader;
        return current == null ? parent : current;
    }

    private void extend(Path entry) {
        try {
            URL url = entry.toUri().toURL();
            ArtifactClassLoader current = loader;
            if (current == null) {
                loader = new ArtifactClassLoader(url, parent);
            } else if (!List.of(current.getURLs()).contains(url)) {
                current.add(url);
            }
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The path of an artifact; a name that leads out of the session's directory is refused.
    private Path place(String name) {
        Path root = root();
        Path path = root.resolve(name).normalize();
        boolean known =
                Stream.of("classes/", "jars/", "files/", "cache/").anyMatch(name::startsWith);
        if (!known || !path.startsWith(root) || name.contains("..")) {
            throw MillraceException.unsupported("an artifact of the name '" + name + "'");
        }
        return path;
    }

    private synchronized Path root() {
        Path current = directory;
        if (current == null) {
            try {
                current = Files.createTempDirectory("millrace-artifacts-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            directory = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        try {
            if (loader != null) {
                loader.close();
            }
            if (directory != null) {
                try (Stream<Path> all = Files.walk(directory)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the artifacts of a session", e);
        }
    }
}
