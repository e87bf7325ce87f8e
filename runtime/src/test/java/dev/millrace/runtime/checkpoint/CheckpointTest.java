// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.simulation.SimulatedFiles;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class CheckpointTest {
    private static final UUID ID = UUID.fromString("3143ca75-22f6-4de3-a39b-d9b6e19102e6");

    private final SimulatedFiles files = new SimulatedFiles();

    @Test
    void filesHaveTheBytesThatSparkWrites() throws IOException {
        Checkpoint checkpoint = open();
        Map<String, String> pinned = new LinkedHashMap<>();
        pinned.put("spark.sql.shuffle.partitions", "2");
        checkpoint
                .offsets()
                .add(0, new OffsetEntry(5, 7, pinned, Arrays.asList("{\"logOffset\":3}", null)));
        checkpoint.commits().add(0, 1_704_104_460_000L);
        assertThat(content("/ckpt/metadata"))
                .isEqualTo("{\"id\":\"3143ca75-22f6-4de3-a39b-d9b6e19102e6\"}");
        assertThat(content("/ckpt/offsets/0"))
                .isEqualTo(
                        "v1\n"
                            + "{\"batchWatermarkMs\":5,\"batchTimestampMs\":7,\"conf\":{\"spark.sql.shuffle.partitions\":\"2\"}}\n"
                            + "{\"logOffset\":3}\n"
                            + "-");
        assertThat(content("/ckpt/commits/0"))
                .isEqualTo("v1\n{\"nextBatchWatermarkMs\":1704104460000}");
        new StateMetadata(checkpoint.state())
                .write(List.of(new StatefulOperator(0, "stateStoreSave", "string", "sum")), 2);
        assertThat(content("/ckpt/state/0/_metadata/metadata"))
                .isEqualTo(
                        "v1\n"
                            + "{\"operatorInfo\":{\"operatorId\":0,\"operatorName\":\"stateStoreSave\"},"
                            + "\"stateStoreInfo\":[{\"storeName\":\"default\",\"numColsPrefixKey\":0,"
                            + "\"numPartitions\":2}]}");
    }

    @Test
    void theIdIsStable() {
        assertThat(open().id()).isEqualTo(ID);
        assertThat(Checkpoint.open(new FileLocation(files, "/ckpt"), UUID::randomUUID).id())
                .isEqualTo(ID);
    }

    @Test
    void theNewestEntriesDecideWhereToGoOn() {
        assertThat(point()).isInstanceOf(RestartPoint.FirstRun.class);
        Checkpoint checkpoint = open();
        checkpoint.offsets().add(0, entry(0));
        assertThat(point())
                .isInstanceOfSatisfying(
                        RestartPoint.Rerun.class,
                        rerun -> {
                            assertThat(rerun.batchId()).isZero();
                            assertThat(rerun.previous()).isNull();
                        });
        checkpoint.commits().add(0, 90);
        assertThat(point())
                .isInstanceOfSatisfying(
                        RestartPoint.Resume.class,
                        resume -> {
                            assertThat(resume.nextBatch()).isEqualTo(1);
                            assertThat(resume.watermarkMillis()).isEqualTo(90);
                        });
        checkpoint.offsets().add(1, entry(90));
        assertThat(point())
                .isInstanceOfSatisfying(
                        RestartPoint.Rerun.class,
                        rerun -> {
                            assertThat(rerun.batchId()).isEqualTo(1);
                            assertThat(rerun.planned().watermarkMillis()).isEqualTo(90);
                        });
        checkpoint.offsets().purgeBefore(1);
        assertThatThrownBy(this::point).hasMessage("batch 0 doesn't exist");
    }

    @Test
    void anEntryIsNeverOverwritten() {
        Checkpoint first = open();
        Checkpoint second = open();
        first.offsets().add(0, entry(0));
        assertCondition("CONCURRENT_STREAM_LOG_UPDATE", () -> second.offsets().add(0, entry(1)));
    }

    @Test
    void foreignAndDamagedFilesAreNamed() {
        Checkpoint checkpoint = open();
        checkpoint.offsets().add(0, entry(0));
        damage("/ckpt/offsets/0", "v9\n{}");
        assertCondition("INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION", this::point);
        damage("/ckpt/offsets/0", "garbage");
        assertCondition("MALFORMED_LOG_FILE", this::point);
        damage("/ckpt/offsets/0", "");
        assertCondition("MALFORMED_LOG_FILE", this::point);
        damage("/ckpt/offsets/0", "v1\n{\"batchWaterm");
        assertCondition("MALFORMED_LOG_FILE", this::point);
        files.delete("/ckpt/metadata");
        assertCondition("STREAMING_CHECKPOINT_MISSING_METADATA_FILE", this::open);
    }

    @Test
    void filesThatDoNotFitTheirChecksumsAreDamaged() throws IOException {
        Checkpoint checkpoint = open();
        checkpoint.offsets().add(0, entry(0));
        checkpoint.commits().add(0, 5);
        for (String path : List.of("/ckpt/offsets/0", "/ckpt/commits/0", "/ckpt/metadata")) {
            byte[] written = files.readAll(path);
            byte[] changed = written.clone();
            changed[changed.length / 2] ^= 1;
            files.damage(path, changed);
            assertThatThrownBy(this::point)
                    .isInstanceOf(MillraceException.class)
                    .hasMessageContaining("The file " + path + " is damaged")
                    .hasMessageContaining("delete " + FileSums.beside(path));
            files.damage(path, Arrays.copyOf(written, written.length - 1));
            assertThatThrownBy(this::point).hasMessageContaining(path + " is damaged");
            files.damage(path, written);
        }
        assertThat(point()).isInstanceOf(RestartPoint.Resume.class);
    }

    @Test
    void checksumsThatAFailureOfThePowerCutShortSayNothing() throws IOException {
        open().offsets().add(0, entry(0));
        String sums = "/ckpt/offsets/.0.crc";
        byte[] written = files.readAll(sums);
        assertThat(written).startsWith(0x63, 0x72, 0x63, 0, 0, 0, 2, 0).hasSize(12);
        for (byte[] torn : List.of(new byte[0], new byte[12], Arrays.copyOf(written, 10))) {
            files.damage(sums, torn);
            assertThat(point()).isInstanceOf(RestartPoint.Rerun.class);
        }
        files.delete(sums);
        assertThat(point()).isInstanceOf(RestartPoint.Rerun.class);
    }

    @Test
    void checksumsOfAnEntryThatIsGoneAreNotTakenForThoseOfItsSuccessor() {
        open().offsets().add(0, entry(0));
        files.delete("/ckpt/offsets/0");
        open().offsets().add(0, entry(7));
        assertThat(point()).isInstanceOf(RestartPoint.Rerun.class);
        open().offsets().purgeBefore(1);
        assertThat(files.paths()).noneMatch(path -> path.startsWith("/ckpt/offsets/"));
    }

    @Test
    void remainsOfAnotherQueryAreRefused() {
        Checkpoint checkpoint = open();
        checkpoint.requireEmpty();
        damage("/ckpt/offsets/.0.abc.tmp", "x");
        checkpoint.requireEmpty();
        damage("/ckpt/state/0/0/1.delta", "x");
        assertCondition("STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY", checkpoint::requireEmpty);
    }

    @Test
    void otherStatefulOperatorsAreRefused() {
        StateMetadata metadata = new StateMetadata(open().state());
        StatefulOperator sum = new StatefulOperator(0, "stateStoreSave", "string", "sum");
        assertCondition(
                "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY",
                () -> metadata.verify(List.of(sum), true));
        metadata.write(List.of(sum), 2);
        metadata.verify(List.of(sum), true);
        assertCondition(
                "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA",
                () -> metadata.verify(List.of(), true));
        assertCondition(
                "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA",
                () ->
                        metadata.verify(
                                List.of(new StatefulOperator(0, "dedupe", "string", "sum")), true));
        assertCondition(
                "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
                () ->
                        metadata.verify(
                                List.of(new StatefulOperator(0, "stateStoreSave", "int", "sum")),
                                true));
        assertCondition(
                "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                () ->
                        metadata.verify(
                                List.of(new StatefulOperator(0, "stateStoreSave", "string", "max")),
                                true));
        metadata.verify(List.of(new StatefulOperator(0, "stateStoreSave", "int", "sum")), false);
        damage("/ckpt/state/0/0/1.delta", "x");
        assertThatThrownBy(() -> metadata.verify(List.of(sum), true))
                .hasMessageContaining("/ckpt/state/0/0/1.delta");
    }

    @Test
    void missingSettingsOfOldCheckpointsHaveTheirOldMeaning() {
        Map<String, String> values =
                PinnedConfiguration.from(
                        new OffsetEntry(
                                0, 0, Map.of("spark.sql.shuffle.partitions", "7"), List.of()),
                        key -> "session");
        assertThat(values)
                .containsEntry("spark.sql.shuffle.partitions", "7")
                .containsEntry("spark.sql.streaming.aggregation.stateFormatVersion", "1")
                .containsEntry("spark.sql.streaming.stateStore.providerClass", "session");
    }

    private Checkpoint open() {
        return Checkpoint.open(new FileLocation(files, "/ckpt"), () -> ID);
    }

    private RestartPoint point() {
        Checkpoint checkpoint = open();
        return RestartPoint.of(checkpoint.offsets(), checkpoint.commits());
    }

    private static OffsetEntry entry(long watermark) {
        return new OffsetEntry(watermark, 1, Map.of(), List.of("1"));
    }

    private String content(String path) throws IOException {
        return new String(files.readAll(path), StandardCharsets.UTF_8);
    }

    /// Another program writes a file, which has no checksums then.
    private void damage(String path, String content) {
        files.delete(FileSums.beside(path));
        files.damage(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertCondition(String condition, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo(condition));
    }
}
