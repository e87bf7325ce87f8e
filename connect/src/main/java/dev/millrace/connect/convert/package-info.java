// SPDX-License-Identifier: Apache-2.0
/// From Spark's words to Millrace's: protobuf relations and expressions become `Relation` and
/// `ParsedExpression`, Spark's
/// types and literals become those of `dev.millrace.spi`. Read `RelationConverter`,
/// `ExpressionConverter`, `SparkTypes`.
/// Nothing here runs a query or knows a session; what it needs of them comes in as
/// `ConversionContext`.
@NullMarked
package dev.millrace.connect.convert;

import org.jspecify.annotations.NullMarked;
