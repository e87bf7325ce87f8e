// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What one run leaves behind: scans to close when it ends, well or not, and the values of
/// `observe`. Thread-safe.
public final class RunScope implements AutoCloseable {
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private final Map<String, Supplier<Observation>> observations = new LinkedHashMap<>();

    private final Map<Long, List<ColumnBatch>> recursions = new HashMap<>();

    private final @Nullable Measurements measurements;

    public RunScope() {
        this(null);
    }

    /// @param measurements what to measure the nodes of the plan with, null not to
    public RunScope(@Nullable Measurements measurements) {
        this.measurements = measurements;
    }

    /// What the nodes of the plan are measured with, null if they are not.
    public @Nullable Measurements measurements() {
        return measurements;
    }

    /// The one row of aggregates that an `observe` computed.
    ///
    /// @param planId of the `observe` call, by which a client finds its own
    public record Observation(String name, long planId, DataType.Struct schema, ColumnBatch row) {}

    /// Closes `resource` at the end of the run, the latest first.
    public synchronized <T extends AutoCloseable> T closeLater(T resource) {
        resources.add(resource);
        return resource;
    }

    /// The rows of the last round of a recursion, for the next one.
    public synchronized List<ColumnBatch> recursionRows(long id) {
        return recursions.getOrDefault(id, List.of());
    }

    public synchronized void setRecursionRows(long id, List<ColumnBatch> rows) {
        recursions.put(id, List.copyOf(rows));
    }

    /// Does `ending` when all rows that anybody wants were pulled, if the run has not failed.
    public synchronized void finishLater(Runnable ending) {
        endings.add(ending);
    }

    /// Ends a run that has not failed: state that depends on rows which nobody wanted is brought up
    /// to date. Call it before the observations are asked for.
    public void finish() {
        List<Runnable> all;
        synchronized (this) {
            all = List.copyOf(endings);
            endings.clear();
        }
        all.forEach(Runnable::run);
    }

    /// Announces an observation, whose value is asked for after the run. A name that was already
    /// announced is replaced: the last run of the node counts.
    public synchronized void observe(String name, Supplier<Observation> value) {
        observations.put(name, value);
    }

    /// The observations of the rows pulled so far; call it after all of them were.
    public synchronized List<Observation> observations() {
        return observations.values().stream().map(Supplier::get).toList();
    }

    /// Closes all resources; the first failure is thrown after all were tried.
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        for (AutoCloseable resource : resources.reversed()) {
            try {
                resource.close();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException(e) : failure;
            }
        }
        resources.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
