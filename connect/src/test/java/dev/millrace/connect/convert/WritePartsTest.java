// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.WriteOperation;
import org.junit.jupiter.api.Test;

class WritePartsTest {
    @Test
    void existingTargetIsAnErrorUnlessSaid() {
        assertThat(WriteParts.saveMode(WriteOperation.SaveMode.SAVE_MODE_UNSPECIFIED))
                .isEqualTo(SaveMode.ERROR_IF_EXISTS);
        assertThat(WriteParts.saveMode(WriteOperation.SaveMode.SAVE_MODE_OVERWRITE))
                .isEqualTo(SaveMode.OVERWRITE);
    }

    @Test
    void outputModeIsANameInAnyCase() {
        assertThat(WriteParts.outputMode("")).isEqualTo(OutputMode.APPEND);
        assertThat(WriteParts.outputMode("Complete")).isEqualTo(OutputMode.COMPLETE);
        assertThatThrownBy(() -> WriteParts.outputMode("upsert"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("STREAMING_OUTPUT_MODE.INVALID"));
    }

    @Test
    void triggerIntervalHasNoMonthsAndIsNotNegative() {
        assertThat(WriteParts.triggerMillis("500 milliseconds")).isEqualTo(500);
        assertThat(WriteParts.triggerMillis("1 minute")).isEqualTo(60_000);
        assertThatThrownBy(() -> WriteParts.triggerMillis("1 month")).hasMessageContaining("month");
        assertThatThrownBy(() -> WriteParts.triggerMillis("-1 second"))
                .hasMessageContaining("negative");
    }
}
