// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What a client gets to see when something fails.
public final class Failures {
    private Failures() {}

    /// Runs something that must fail with one of Spark's conditions.
    public static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            String condition, ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).as("expected %s", condition).isInstanceOf(SparkThrowable.class);
        assertThat(((SparkThrowable) failure).getCondition())
                .as("condition of: %s", failure.getMessage())
                .isEqualTo(condition);
        return assertThat(failure);
    }

    /// Waits for a query that must fail.
    public static AbstractThrowableAssert<?, ? extends Throwable> assertQueryFails(
            StreamingQuery query) {
        Throwable failure = catchThrowable(() -> query.awaitTermination(60_000));
        assertThat(failure).isNotNull();
        assertThat(query.isActive()).isFalse();
        assertThat(query.exception().isDefined()).isTrue();
        return assertThat(failure);
    }
}
