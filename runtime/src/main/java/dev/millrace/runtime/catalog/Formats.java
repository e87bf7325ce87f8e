// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The connectors by the names of their formats.
public final class Formats {
    private final Map<String, Connector> connectors;

    /// @param found the first one that offers a format gets it
    /// @param builtIn the engine's own, before all others
    public Formats(List<Connector> found, Connector... builtIn) {
        Map<String, Connector> byName = new HashMap<>();
        for (Connector connector : builtIn) {
            connector.formats().forEach(name -> byName.putIfAbsent(name, connector));
        }
        for (Connector connector : found) {
            connector.formats().forEach(name -> byName.putIfAbsent(name, connector));
        }
        connectors = Map.copyOf(byName);
    }

    public @Nullable Connector find(String format) {
        return connectors.get(format.toLowerCase(Locale.ROOT));
    }

    /// The connector of a format; `DATA_SOURCE_NOT_FOUND` if there is none.
    public Connector connector(String format) {
        Connector connector = find(format);
        if (connector == null) {
            throw notFound(format);
        }
        return connector;
    }

    public static MillraceException notFound(String format) {
        return MillraceException.of(ErrorKind.EXECUTION, "DATA_SOURCE_NOT_FOUND", "42K02")
                .with("provider", format)
                .text(
                        "Failed to find the data source: "
                                + format
                                + ". Make sure the provider name is correct and the package is"
                                + " properly registered and compatible with your Spark version.");
    }
}
