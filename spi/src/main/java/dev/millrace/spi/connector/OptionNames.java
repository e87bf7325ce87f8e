// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.error.MillraceException;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The options of a reader or writer, names in lower case.
///
/// An option has an effect, or is refused because Spark follows it and Millrace does not. Any other
/// is one that Spark ignores too; it is ignored, and the log says so, as it may be misspelt.
///
/// @param what the thing that has the options: `JSON reader`
/// @param followed those that have an effect; a name with a dot at its end stands for all that
/// begin so
/// @param missing those of Spark's that are not built, each with the one value that it may have
/// because that is what happens anyway, empty for none; dots as above
public record OptionNames(String what, Set<String> followed, Map<String, String> missing) {
    private static final System.Logger LOG = System.getLogger(OptionNames.class.getName());

    public OptionNames {
        followed = Set.copyOf(followed);
        missing = Map.copyOf(missing);
    }

    /// Refuses what is missing and names in a warning what nobody knows.
    public void check(Options options) {
        refuseMissing(options);
        TreeSet<String> unknown = new TreeSet<>();
        for (String option : options.asMap().keySet()) {
            String name = option.toLowerCase(Locale.ROOT);
            if (!names(followed, name) && !names(missing.keySet(), name)) {
                unknown.add(option);
            }
        }
        if (!unknown.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "options of the {0} that have no effect: {1}",
                    what,
                    String.join(", ", unknown));
        }
    }

    /// Refuses what is missing.
    public void refuseMissing(Options options) {
        options.asMap()
                .forEach(
                        (option, value) -> {
                            String name = option.toLowerCase(Locale.ROOT);
                            if (!names(followed, name)
                                    && names(missing.keySet(), name)
                                    && !value.equalsIgnoreCase(missing.getOrDefault(name, ""))) {
                                throw MillraceException.unsupported(
                                        "the option '"
                                                + option
                                                + "' = '"
                                                + value
                                                + "' of the "
                                                + what);
                            }
                        });
    }

    /// True if a name is among names, of which those with a dot at the end stand for all that begin
    /// so.
    public static boolean names(Collection<String> names, String name) {
        if (names.contains(name)) {
            return true;
        }
        return names.stream().anyMatch(known -> known.endsWith(".") && name.startsWith(known));
    }
}
