// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

/// What a session lends to the conversion of one plan.
///
/// @param sessionId for messages
public record ConversionContext(
        String sessionId,
        SqlText sql,
        LocalData localData,
        CachedArtifacts artifacts,
        UserFunctions functions,
        KeptRelations kept,
        QueryAnswers answers) {}
