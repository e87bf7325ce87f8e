// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The outside: it drops files into the input directory while the engine runs, and now and then
/// takes one away and brings it back later.
final class World {
    static final String INPUT = "/in";

    private final SimulatedDisk disk;
    private final SplittableRandom random;
    private final List<List<Event>> files;
    private final Map<String, byte[]> taken = new TreeMap<>();
    private int brought;
    private int thefts;

    /// @param thefts how often a file vanishes
    World(SimulatedDisk disk, SplittableRandom random, List<List<Event>> files, int thefts) {
        this.disk = disk;
        this.random = random;
        this.files = files;
        this.thefts = thefts;
    }

    private static final long MOST_LEAP_MILLIS = 2L * 24 * 3_600_000;

    /// True once in so many times.
    boolean happens(int times) {
        return random.nextInt(times) == 0;
    }

    /// How wrong a clock is that was set wrong, or right again.
    long leapMillis() {
        return random.nextInt(3) == 0 ? 0 : random.nextLong(-MOST_LEAP_MILLIS, MOST_LEAP_MILLIS);
    }

    /// Lets something happen, mostly nothing.
    void beat() {
        int happening = random.nextInt(200);
        if (happening < 3) {
            bringNext();
        } else if (happening == 3 && thefts > 0 && brought > 0) {
            thefts--;
            String path = path(random.nextInt(brought));
            byte[] content = disk.take(path);
            if (content != null) {
                taken.put(path, content);
            }
        }
    }

    private void bringNext() {
        if (brought < files.size()) {
            disk.bring(path(brought), Event.json(files.get(brought)));
            brought++;
        }
    }

    private static String path(int file) {
        return INPUT + "/events-" + (100 + file) + ".json";
    }

    /// Between two lives: what was taken comes back, and some files come.
    void restore() {
        taken.forEach(disk::bring);
        taken.clear();
        for (int i = random.nextInt(3); i > 0; i--) {
            bringNext();
        }
    }

    void bringAll() {
        while (brought < files.size()) {
            bringNext();
        }
    }

    /// True if nothing is missing at the moment.
    boolean restoredEverything() {
        return taken.isEmpty() && brought == files.size();
    }

    /// The events of a file.
    List<Event> events(String path) {
        int file = Integer.parseInt(path.replaceAll("\\D", "")) - 100;
        return files.get(file);
    }

    int fileCount() {
        return files.size();
    }
}
