// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// Tells whether the names in a directory changed, by the time that the file system keeps of its
/// last change.
///
/// The time has steps (of a few milliseconds on Linux): two changes within a step look like one. So
/// a directory that changed a moment ago has no mark yet. Only file systems that are known to keep
/// the time have marks at all; others may be served from elsewhere, with another clock or none.
final class ChangeMarks {
    private static final long SETTLED_MILLIS = 2_000;

    private final InstantSource clock;
    private final DeviceKinds trusted =
            new DeviceKinds(
                    Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "zfs", "apfs"));

    ChangeMarks(InstantSource clock) {
        this.clock = clock;
    }

    /// @param file which directory has the name now
    private record Mark(Object file, FileTime modified, FileTime changed) {}

    @Nullable Object of(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Map<String, Object> attributes =
                Files.readAttributes(directory, "unix:dev,fileKey,lastModifiedTime,ctime");
        FileTime modified = (FileTime) attributes.get("lastModifiedTime");
        FileTime changed = (FileTime) attributes.get("ctime");
        Object file = attributes.get("fileKey");
        Object device = attributes.get("dev");
        if (modified == null || changed == null || file == null || device == null) {
            return null;
        }
        long latest = Math.max(modified.toMillis(), changed.toMillis());
        boolean settled = clock.millis() - latest > SETTLED_MILLIS;
        return settled && trusted.include(directory, device)
                ? new Mark(file, modified, changed)
                : null;
    }
}
