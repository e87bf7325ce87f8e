// SPDX-License-Identifier: Apache-2.0
package dev.millrace.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The compiled classes of the project's main sources, and what they refer to.
final class ClassFiles {
    private static final Pattern DESCRIPTOR_CLASS = Pattern.compile("L([a-zA-Z0-9_/$]+)[;<]");

    private ClassFiles() {}

    /// @param module directory of its module, relative to the root
    /// @param name with slashes
    /// @param references names of classes, with slashes
    record Compiled(String module, String name, Set<String> references) {
        String packageName() {
            return packageOf(name);
        }
    }

    static String packageOf(String className) {
        int slash = className.lastIndexOf('/');
        return slash < 0 ? "" : className.substring(0, slash);
    }

    /// Classes of every module that has been compiled.
    static List<Compiled> all(Set<String> modules) {
        List<Compiled> classes = new ArrayList<>();
        for (String module : modules) {
            Path output = ProjectTree.root().resolve(module).resolve("target/classes");
            if (java.nio.file.Files.isDirectory(output)) {
                for (Path file : ProjectTree.files(output, ".class")) {
                    classes.add(compiled(module, file));
                }
            }
        }
        return classes;
    }

    private static Compiled compiled(String module, Path file) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            Set<String> references = new LinkedHashSet<>();
            for (PoolEntry entry : model.constantPool()) {
                switch (entry) {
                    case ClassEntry type -> addClass(type.asInternalName(), references);
                    case Utf8Entry text -> addDescriptors(text.stringValue(), references);
                    default -> {
                        // No other constant names a class.
                    }
                }
            }
            String name = model.thisClass().asInternalName();
            references.remove(name);
            return new Compiled(module, name, references);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addClass(String name, Set<String> references) {
        if (name.startsWith("[")) {
            addDescriptors(name, references);
        } else {
            references.add(name);
        }
    }

    private static void addDescriptors(String text, Set<String> references) {
        if (text.indexOf(';') < 0) {
            return;
        }
        Matcher matcher = DESCRIPTOR_CLASS.matcher(text);
        while (matcher.find()) {
            references.add(matcher.group(1));
        }
    }
}
