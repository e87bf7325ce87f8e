// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells devices with certain file systems from others; each device is looked at once.
final class DeviceKinds {
    private final Set<String> types;
    private final Map<Object, Boolean> known = new ConcurrentHashMap<>();

    /// @param types names of file systems as the system has them
    DeviceKinds(Set<String> types) {
        this.types = types;
    }

    boolean include(Path directory) throws IOException {
        return directory.getFileSystem().supportedFileAttributeViews().contains("unix")
                && include(directory, Files.getAttribute(directory, "unix:dev"));
    }

    /// @param device on which the directory is
    boolean include(Path directory, Object device) throws IOException {
        Boolean included = known.get(device);
        if (included == null) {
            included = types.contains(Files.getFileStore(directory).type());
            known.put(device, included);
        }
        return included;
    }
}
