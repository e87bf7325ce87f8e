// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

/// Names with a meaning in a directory of data, and paths as text.
public final class FileNames {
    /// Empty file that tells that a batch write is complete.
    public static final String SUCCESS = "_SUCCESS";

    /// Directory with the log of a streaming sink.
    public static final String SINK_LOG = "_spark_metadata";

    /// Start of the name of a directory in which a write prepares its files, or keeps replaced ones
    /// while somebody reads them. Invisible to Millrace everywhere, and to Spark in listings
    /// because
    /// of the underscore.
    public static final String STAGING_PREFIX = "_millrace_staging-";

    private FileNames() {}

    /// True for names that a listing skips, by Spark's rules: a leading dot, a leading underscore
    /// (unless the name is a partition, `_a=1`), and files that are still being copied.
    public static boolean isHidden(String name) {
        boolean excluded =
                (name.startsWith("_") && !name.contains("="))
                        || name.startsWith(".")
                        || name.endsWith("._COPYING_");
        boolean parquetSummary =
                name.startsWith("_common_metadata") || name.startsWith("_metadata");
        return excluded && !parquetSummary;
    }

    /// True for names of files that hold rows: not hidden and not one of Parquet's summary files.
    public static boolean isData(String name) {
        return !isHidden(name) && (!name.startsWith("_") || name.contains("="));
    }

    /// The path of the directory that holds `path`; `/` holds itself.
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// A child of a directory, the root included.
    public static String child(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /// True if `path` is `ancestor` itself or lies below it.
    public static boolean isWithin(String path, String ancestor) {
        return path.startsWith(ancestor)
                && (path.length() == ancestor.length()
                        || ancestor.endsWith("/")
                        || path.charAt(ancestor.length()) == '/');
    }
}
