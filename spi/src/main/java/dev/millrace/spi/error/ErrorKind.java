// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.error;

/// Which exception class a Spark client raises for an error; programs catch these classes.
public enum ErrorKind {
    /// `org.apache.spark.sql.AnalysisException`: the query itself is wrong, nothing ran.
    ANALYSIS,
    /// `org.apache.spark.sql.catalyst.parser.ParseException`.
    PARSE,
    /// `org.apache.spark.SparkException`: a failure while running.
    EXECUTION,
    /// `org.apache.spark.SparkRuntimeException`: an ANSI or data error in a row.
    RUNTIME,
    /// `org.apache.spark.SparkUpgradeException`: an older Spark did it in another way.
    UPGRADE,
    /// `org.apache.spark.SparkArithmeticException`.
    ARITHMETIC,
    /// `org.apache.spark.SparkNumberFormatException`: a cast of malformed text to a number.
    NUMBER_FORMAT,
    /// `org.apache.spark.SparkDateTimeException`.
    DATE_TIME,
    /// `org.apache.spark.SparkArrayIndexOutOfBoundsException`.
    ARRAY_INDEX,
    /// `org.apache.spark.SparkIllegalArgumentException`.
    ILLEGAL_ARGUMENT,
    /// `org.apache.spark.SparkUnsupportedOperationException`.
    UNSUPPORTED,
    /// `org.apache.spark.sql.catalyst.analysis.NoSuchTableException`.
    NO_SUCH_TABLE,
    /// `org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException`.
    TEMP_TABLE_EXISTS,
    /// `org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException`.
    TABLE_EXISTS,
    /// `org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException`.
    NO_SUCH_NAMESPACE,
    /// `org.apache.spark.sql.connect.common.InvalidPlanInput`.
    INVALID_PLAN,
    /// `org.apache.spark.sql.streaming.StreamingQueryException`.
    STREAMING_QUERY
}
