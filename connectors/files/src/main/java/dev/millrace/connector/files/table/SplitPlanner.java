// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.table;

import dev.millrace.connector.files.layout.DataFile;
import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// Cuts large files into parts and packs small ones together, in the order of the files, so that a
/// scan has a few splits per core, whatever the number and size of its files.
final class SplitPlanner {
    /// Below this a file is not worth cutting.
    private static final long CUT_BYTES = 1L << 20;

    private static final long LARGEST_SPLIT_BYTES = 128L << 20;
    private static final int SPLITS_PER_CORE = 3;

    /// What opening a file costs, in bytes that could be read instead.
    private static final long OPEN_COST_BYTES = 64L << 10;

    private SplitPlanner() {}

    private record PartsSplit(ReadPlan plan, List<FilePart> parts, long sizeBytes)
            implements Split {
        @Override
        public BatchReader open() {
            return new PartsReader(plan, parts);
        }
    }

    static List<Split> plan(ReadPlan plan, List<DataFile> files, int cores) {
        List<FilePart> parts = new ArrayList<>();
        long total = 0;
        for (DataFile file : files) {
            total += file.sizeBytes() + OPEN_COST_BYTES;
            cut(plan, file, parts);
        }
        long target =
                Math.min(
                        LARGEST_SPLIT_BYTES,
                        Math.max(CUT_BYTES, total / ((long) cores * SPLITS_PER_CORE)));
        return pack(plan, parts, target);
    }

    private static List<Split> pack(ReadPlan plan, List<FilePart> parts, long target) {
        List<Split> splits = new ArrayList<>();
        List<FilePart> current = new ArrayList<>();
        long bytes = 0;
        for (FilePart part : parts) {
            long cost = part.sizeBytes() + OPEN_COST_BYTES;
            if (!current.isEmpty() && bytes + cost > target) {
                splits.add(new PartsSplit(plan, List.copyOf(current), bytes));
                current.clear();
                bytes = 0;
            }
            current.add(part);
            bytes += cost;
        }
        if (!current.isEmpty()) {
            splits.add(new PartsSplit(plan, List.copyOf(current), bytes));
        }
        return splits;
    }

    private static void cut(ReadPlan plan, DataFile file, List<FilePart> parts) {
        if (file.sizeBytes() < CUT_BYTES) {
            parts.add(new FilePart(file, 0, file.sizeBytes()));
            return;
        }
        FileLocation location = file.location();
        try (FileInput input = plan.lease().open(location.store(), location.path())) {
            List<Long> starts = plan.reader().partStarts(input, location.uri());
            for (int i = 0; i < starts.size(); i++) {
                long end = i + 1 < starts.size() ? starts.get(i + 1) : input.length();
                parts.add(new FilePart(file, starts.get(i), end));
            }
        } catch (NoSuchFileException e) {
            if (!plan.unreadable().skipsMissing()) {
                throw FileErrors.readFailed(location.uri(), e);
            }
        } catch (IOException e) {
            throw FileErrors.readFailed(location.uri(), e);
        } catch (MillraceException e) {
            if (!plan.unreadable().skips(e, location.uri())) {
                throw e;
            }
        }
    }
}
