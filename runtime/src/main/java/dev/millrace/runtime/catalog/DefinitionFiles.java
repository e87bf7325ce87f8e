// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.json.Json;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The definitions of one kind of thing in the catalog, each a small file: a line `millrace-<kind>
/// v1 <CRC-32 of the rest, hexadecimal>`, then one line of JSON. What is defined exists exactly
/// while its file does; every change is one atomic step. Nothing is cached.
///
/// @param kind one word
/// @param directory of the files
/// @param write the members of a definition
/// @param read a definition of its members; fails with `IllegalArgumentException` or
///     `ClassCastException` if they are none
record DefinitionFiles<T>(
        String kind,
        FileLocation directory,
        Function<T, Json.Struct> write,
        Function<Json.Struct, T> read) {
    /// What a part of a name may be made of.
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_]+\\.)?[A-Za-z0-9_]+");

    /// The definition of this key, null if there is none.
    @Nullable T find(String key) {
        if (!KEY.matcher(key).matches()) {
            return null;
        }
        FileLocation file = directory.resolve(key);
        try {
            return parsed(file.store().readAll(file.path()), file.path());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (!entry.isDirectory() && KEY.matcher(entry.name()).matches()) {
                    keys.add(entry.name());
                }
            }
        } catch (NoSuchFileException e) {
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory.path(), e);
        }
        return keys;
    }

    /// False if there is one of the key.
    boolean add(String key, T definition) {
        FileLocation file = directory.resolve(key);
        try {
            file.store().writeNew(file.path(), bytes(definition));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failed("write", key, e);
        }
    }

    void put(String key, T definition) {
        FileLocation file = directory.resolve(key);
        try {
            file.store().writeOver(file.path(), bytes(definition));
        } catch (IOException e) {
            throw failed("write", key, e);
        }
    }

    void delete(String key) {
        FileLocation file = directory.resolve(key);
        try {
            file.store().delete(file.path());
        } catch (IOException e) {
            throw failed("delete", key, e);
        }
    }

    private UncheckedIOException failed(String what, String key, IOException e) {
        return new UncheckedIOException("cannot " + what + " the " + kind + " " + key, e);
    }

    private String head() {
        return "millrace-" + kind + " v1 ";
    }

    private byte[] bytes(T definition) {
        String json = write.apply(definition) + "\n";
        return (head() + checksum(json) + "\n" + json).getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(String json) {
        CRC32 checksum = new CRC32();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(checksum.getValue());
    }

    /// @param path for the message when the bytes are no definition
    private T parsed(byte[] bytes, String path) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        if (end < 0 || !text.startsWith(head())) {
            throw damaged(path, "it does not begin with '" + head().strip() + "'", null);
        }
        String json = text.substring(end + 1);
        if (!text.substring(head().length(), end).equals(checksum(json))) {
            throw damaged(path, "its checksum is wrong", null);
        }
        try {
            return read.apply((Json.Struct) Json.parse(json));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw damaged(path, String.valueOf(e.getMessage()), e);
        }
    }

    private IllegalStateException damaged(String path, String reason, @Nullable Exception cause) {
        return new IllegalStateException(
                "The definition of a " + kind + " in " + path + " cannot be read: " + reason,
                cause);
    }

    static @Nullable String optionalText(Json.Struct json, String name) {
        return json.member(name) instanceof Json.Text(String value) ? value : null;
    }

    static String text(Json.Struct json, String name) {
        String value = optionalText(json, name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    static List<String> texts(@Nullable Json json) {
        List<String> texts = new ArrayList<>();
        if (json instanceof Json.Array(List<Json> items)) {
            items.forEach(item -> texts.add(((Json.Text) item).value()));
        }
        return texts;
    }

    static Map<String, String> pairs(Json.Struct json, String name) {
        Map<String, String> pairs = new TreeMap<>();
        if (json.member(name) instanceof Json.Struct struct) {
            struct.members().forEach((key, item) -> pairs.put(key, ((Json.Text) item).value()));
        }
        return pairs;
    }

    static Json pairs(Map<String, String> values) {
        Map<String, Json> members = new LinkedHashMap<>();
        new TreeMap<>(values).forEach((key, value) -> members.put(key, Json.of(value)));
        return new Json.Struct(members);
    }

    static Json texts(List<String> values) {
        return Json.array(values.stream().map(Json::of).toList());
    }

    static long millis(Json.Struct json, String name) {
        return json.member(name) instanceof Json.Numeral millis ? millis.asLong() : 0;
    }
}
