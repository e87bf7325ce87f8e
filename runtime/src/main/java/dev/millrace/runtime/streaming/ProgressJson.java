// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.task.EventTimeStatistics;
import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Progress as JSON, in the two forms that Spark sends.
///
/// | | listener events | `lastProgress`, `recentProgress` |
/// |---|---|---|
/// | totals of the input at the top | yes | no |
/// | offsets | as JSON | as text that holds JSON |
/// | empty maps | left out | `{}` |
/// | rates | one decimal, left out if not finite | full |
final class ProgressJson {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final boolean isEvent;

    private ProgressJson(boolean isEvent) {
        this.isEvent = isEvent;
    }

    /// The value of `progress` in a listener's event.
    static Json forEvent(ProgressReport report) {
        return new ProgressJson(true).of(report);
    }

    static Json forQuery(ProgressReport report) {
        return new ProgressJson(false).of(report);
    }

    static String timestamp(long millis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(millis));
    }

    private Json of(ProgressReport report) {
        Json.Builder json =
                Json.object()
                        .put("id", report.query().id().toString())
                        .put("runId", report.query().runId().toString())
                        .put("name", report.query().name())
                        .put("timestamp", timestamp(report.timestampMillis()))
                        .put("batchId", report.batchId())
                        .put("batchDuration", report.batchDurationMillis());
        if (isEvent) {
            rows(json, report, report.inputRows());
        }
        Json.Builder durations = Json.object();
        report.durations().forEach(durations::put);
        putMap(json, "durationMs", durations.build());
        putMap(json, "eventTime", eventTime(report));
        json.put(
                "stateOperators",
                Json.array(report.operators().stream().map(this::operator).toList()));
        List<Json> sources = new ArrayList<>();
        report.sources().forEach(source -> sources.add(source(report, source)));
        json.put("sources", Json.array(sources));
        json.put("sink", sink(report.sink()));
        Json.Builder observed = Json.object();
        ObservationJson observations = new ObservationJson(report.query().timeZone());
        report.observations()
                .forEach(
                        o ->
                                observed.put(
                                        o.name(),
                                        isEvent
                                                ? observations.forEvent(o)
                                                : observations.forQuery(o)));
        putMap(json, "observedMetrics", observed.build());
        return json.build();
    }

    private void rows(Json.Builder json, ProgressReport report, long rows) {
        json.put("numInputRows", rows);
        putRate(json, "inputRowsPerSecond", report.inputRowsPerSecond(rows));
        putRate(json, "processedRowsPerSecond", report.processedRowsPerSecond(rows));
    }

    private void putRate(Json.Builder json, String name, double rate) {
        if (!isEvent) {
            json.put(name, Double.isFinite(rate) ? Json.of(rate) : Json.of(Double.toString(rate)));
        } else if (Double.isFinite(rate)) {
            json.put(
                    name,
                    Json.of(
                            BigDecimal.valueOf(rate)
                                    .setScale(1, RoundingMode.HALF_UP)
                                    .doubleValue()));
        }
    }

    private void putMap(Json.Builder json, String name, Json.Struct map) {
        if (!isEvent || !map.members().isEmpty()) {
            json.put(name, map);
        }
    }

    private static Json.Struct eventTime(ProgressReport report) {
        Json.Builder json = Json.object();
        EventTimeStatistics.Summary seen = report.eventTime();
        if (seen != null && seen.count() > 0) {
            json.put("avg", timestamp((long) seen.averageMillis()));
            json.put("max", timestamp(seen.maximumMillis()));
            json.put("min", timestamp(seen.minimumMillis()));
        }
        Long watermark = report.watermarkMillis();
        if (watermark != null) {
            json.put("watermark", timestamp(watermark));
        }
        return json.build();
    }

    private Json operator(ProgressReport.Operator operator) {
        Json.Builder json =
                Json.object()
                        .put("operatorName", operator.name())
                        .put("numRowsTotal", operator.rowsTotal())
                        .put("numRowsUpdated", operator.rowsUpdated())
                        .put("allUpdatesTimeMs", operator.updateMillis())
                        .put("numRowsRemoved", operator.rowsRemoved())
                        .put("allRemovalsTimeMs", operator.removalMillis())
                        .put("commitTimeMs", operator.commitMillis())
                        .put("memoryUsedBytes", operator.memoryBytes())
                        .put("numRowsDroppedByWatermark", operator.rowsDroppedByWatermark())
                        .put("numShufflePartitions", operator.partitions())
                        .put("numStateStoreInstances", operator.storeInstances());
        TreeMap<String, Long> metrics = new TreeMap<>(operator.customCounts());
        metrics.put("stateOnCurrentVersionSizeBytes", operator.memoryBytes());
        Json.Builder custom = Json.object();
        metrics.forEach(custom::put);
        putMap(json, "customMetrics", custom.build());
        return json.build();
    }

    private Json source(ProgressReport report, ProgressReport.Source source) {
        Json.Builder json =
                Json.object()
                        .put("description", source.description())
                        .put("startOffset", offset(source.startOffset()))
                        .put("endOffset", offset(source.endOffset()))
                        .put("latestOffset", offset(source.newestOffset()));
        rows(json, report, source.inputRows());
        Json.Builder metrics = Json.object();
        source.metrics().forEach(metrics::put);
        putMap(json, "metrics", metrics.build());
        return json.build();
    }

    private Json offset(@Nullable String offset) {
        if (offset == null) {
            return Json.NULL;
        }
        if (!isEvent) {
            return Json.of(offset);
        }
        try {
            return Json.parse(offset);
        } catch (IllegalArgumentException e) {
            // Not JSON: shown as the text it is.
            return Json.of(offset);
        }
    }

    private Json sink(ProgressReport.Sink sink) {
        Json.Builder json =
                Json.object()
                        .put("description", sink.description())
                        .put("numOutputRows", sink.outputRows());
        putMap(json, "metrics", Json.object().build());
        return json.build();
    }
}
