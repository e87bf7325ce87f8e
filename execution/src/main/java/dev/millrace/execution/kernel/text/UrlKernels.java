// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import static dev.millrace.execution.kernel.text.WordKernels.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parts of URLs and their escapes.
final class UrlKernels {
    static final List<String> NAMES =
            List.of("url_encode", "url_decode", "try_url_decode", "parse_url", "try_parse_url");

    private UrlKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "url_encode" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            URLEncoder.encode(
                                                    text(arguments[0], row),
                                                    StandardCharsets.UTF_8)));
            case "url_decode" -> decode(site, true);
            case "try_url_decode" -> decode(site, false);
            case "parse_url" -> part(site, true);
            default -> part(site, false);
        };
    }

    private static Kernel decode(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    String url = text(arguments[0], row);
                    try {
                        result.append(URLDecoder.decode(url, StandardCharsets.UTF_8));
                    } catch (IllegalArgumentException wrong) {
                        if (fails) {
                            throw MillraceException.of(
                                            ErrorKind.ILLEGAL_ARGUMENT,
                                            "CANNOT_DECODE_URL",
                                            "22546")
                                    .with("url", url)
                                    .cause(wrong)
                                    .text(
                                            "The provided URL cannot be decoded: "
                                                    + url
                                                    + ". Please ensure that the URL is properly"
                                                    + " formatted and try again.");
                        }
                        result.appendNull();
                    }
                });
    }

    private static Kernel part(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    if (arguments.length > 2 && !text(arguments[1], row).equals("QUERY")) {
                        result.appendNull();
                        return;
                    }
                    URI url = url(text(arguments[0], row), fails);
                    String part = url == null ? null : part(url, text(arguments[1], row));
                    if (arguments.length > 2) {
                        part = part != null ? value(part, arguments[2], row) : null;
                    }
                    result.appendBoxed(part);
                });
    }

    private static @Nullable URI url(String text, boolean fails) {
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            if (!fails) {
                return null;
            }
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT, "INVALID_URL", "22P02")
                    .with("url", text)
                    .cause(wrong)
                    .text(
                            "The url is invalid: "
                                    + text
                                    + ". Use `try_parse_url` to tolerate invalid URL and return"
                                    + " NULL instead.");
        }
    }

    private static @Nullable String part(URI url, String name) {
        return switch (name) {
            case "HOST" -> url.getHost();
            case "PATH" -> url.getRawPath();
            case "QUERY" -> url.getRawQuery();
            case "REF" -> url.getRawFragment();
            case "PROTOCOL" -> url.getScheme();
            case "FILE" ->
                    url.getRawQuery() == null
                            ? url.getRawPath()
                            : url.getRawPath() + "?" + url.getRawQuery();
            case "AUTHORITY" -> url.getRawAuthority();
            case "USERINFO" -> url.getRawUserInfo();
            default -> null;
        };
    }

    /// The value of a key, which is part of a regular expression, as in Spark.
    private static @Nullable String value(String query, Column keys, int row) {
        Matcher found = Pattern.compile("(&|^)" + text(keys, row) + "=([^&]*)").matcher(query);
        return found.find() ? found.group(2) : null;
    }
}
