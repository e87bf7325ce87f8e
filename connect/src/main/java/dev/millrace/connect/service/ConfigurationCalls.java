// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.runtime.session.Configuration;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;
import org.jspecify.annotations.Nullable;

/// The `Config` call.
final class ConfigurationCalls {
    private ConfigurationCalls() {}

    static ConfigResponse answer(ConfigRequest request, ConnectSession session) {
        Configuration configuration = session.session().configuration();
        ConfigResponse.Builder response =
                ConfigResponse.newBuilder()
                        .setSessionId(session.id())
                        .setServerSideSessionId(session.serverSideId());
        ConfigRequest.Operation operation = request.getOperation();
        switch (operation.getOpTypeCase()) {
            case SET -> set(operation.getSet(), configuration, response);
            case GET ->
                    operation
                            .getGet()
                            .getKeysList()
                            .forEach(key -> add(response, key, required(configuration, key)));
            case GET_OPTION ->
                    operation
                            .getGetOption()
                            .getKeysList()
                            .forEach(key -> add(response, key, configuration.value(key)));
            case GET_WITH_DEFAULT -> {
                for (KeyValue pair : operation.getGetWithDefault().getPairsList()) {
                    String value = configuration.value(pair.getKey());
                    add(
                            response,
                            pair.getKey(),
                            value != null ? value : pair.hasValue() ? pair.getValue() : null);
                }
            }
            case GET_ALL -> {
                String prefix =
                        operation.getGetAll().hasPrefix() ? operation.getGetAll().getPrefix() : "";
                configuration
                        .withPrefix(prefix)
                        .forEach(
                                (key, value) ->
                                        add(response, key.substring(prefix.length()), value));
            }
            case UNSET ->
                    operation
                            .getUnset()
                            .getKeysList()
                            .forEach(
                                    key -> {
                                        configuration.unset(key);
                                        add(response, key, null);
                                    });
            case IS_MODIFIABLE ->
                    operation
                            .getIsModifiable()
                            .getKeysList()
                            .forEach(
                                    key ->
                                            add(
                                                    response,
                                                    key,
                                                    String.valueOf(
                                                            configuration.isModifiable(key))));
            case OPTYPE_NOT_SET ->
                    throw new UnsupportedOperationException("config operation is not set");
        }
        return response.build();
    }

    private static void set(
            ConfigRequest.Set set, Configuration configuration, ConfigResponse.Builder response) {
        for (KeyValue pair : set.getPairsList()) {
            try {
                configuration.set(pair.getKey(), pair.getValue());
            } catch (MillraceException e) {
                if (!set.getSilent()) {
                    throw e;
                }
                response.addWarnings(e.fullText());
            }
            add(response, pair.getKey(), pair.getValue());
        }
    }

    private static String required(Configuration configuration, String key) {
        String value = configuration.value(key);
        if (value == null) {
            throw MillraceException.of(ErrorKind.EXECUTION, "SQL_CONF_NOT_FOUND", "42K0I")
                    .with("sqlConf", "\"" + key + "\"")
                    .text(
                            "The SQL config \""
                                    + key
                                    + "\" cannot be found. Please verify that the config exists.");
        }
        return value;
    }

    private static void add(ConfigResponse.Builder response, String key, @Nullable String value) {
        KeyValue.Builder pair = KeyValue.newBuilder().setKey(key);
        if (value != null) {
            pair.setValue(value);
        }
        response.addPairs(pair);
    }
}
