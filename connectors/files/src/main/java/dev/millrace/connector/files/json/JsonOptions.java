// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.connector.files.text.TextSettings;
import dev.millrace.connector.files.text.TimePattern;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatOptions;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The options of the JSON reader, checked.
///
/// @param lineSeparator bytes between two records, null for any of LF, CR and CR LF
/// @param timestampPattern null for every form that a cast accepts
record JsonOptions(
        JsonSyntax syntax,
        ParseMode mode,
        String corruptColumn,
        boolean multiLine,
        byte @Nullable [] lineSeparator,
        Charset encoding,
        ZoneId zone,
        @Nullable TimePattern timestampPattern,
        @Nullable TimePattern localTimestampPattern,
        @Nullable TimePattern datePattern,
        Inference inference) {
    private static final OptionNames NAMES =
            FormatOptions.of(
                    "JSON reader",
                    Set.of(
                            "mode",
                            "columnnameofcorruptrecord",
                            "primitivesasstring",
                            "prefersdecimal",
                            "allowcomments",
                            "allowunquotedfieldnames",
                            "allowsinglequotes",
                            "allownumericleadingzeros",
                            "allowbackslashescapinganycharacter",
                            "allowunquotedcontrolchars",
                            "allownonnumericnumbers",
                            "dropfieldifallnull",
                            "linesep",
                            "encoding",
                            "charset",
                            "samplingratio",
                            "timezone",
                            "locale",
                            "dateformat",
                            "timestampformat",
                            "timestampntzformat",
                            "multiline",
                            "infertimestamp",
                            "ignorenullfields",
                            "compression"),
                    Map.of(
                            "enabledatetimeparsingfallback", "",
                            "maxnestingdepth", "",
                            "maxnumlen", "",
                            "maxstringlen", "",
                            "singlevariantcolumn", "",
                            "timeformat", "",
                            "useunsaferow", "false"));

    /// How a schema is found.
    ///
    /// @param samplingRatio share of the records to look at, 0 exclusive to 1
    record Inference(
            boolean primitivesAsString,
            boolean prefersDecimal,
            boolean timestamps,
            boolean dropFieldIfAllNull,
            double samplingRatio) {}

    static JsonOptions of(Options options, ConnectorContext context) {
        NAMES.check(options);
        JsonSyntax syntax =
                new JsonSyntax(
                        options.flag("allowComments", false),
                        options.flag("allowUnquotedFieldNames", false),
                        options.flag("allowSingleQuotes", true),
                        options.flag("allowNumericLeadingZeros", false),
                        options.flag("allowBackslashEscapingAnyCharacter", false),
                        options.flag("allowUnquotedControlChars", false),
                        options.flag("allowNonNumericNumbers", true));
        String corrupt = context.configuration("spark.sql.columnNameOfCorruptRecord");
        Locale locale = Locale.forLanguageTag(options.value("locale", "en-US"));
        Charset encoding = charset(options.value("encoding", options.value("charset", "UTF-8")));
        String separator = options.value("lineSep");
        return new JsonOptions(
                syntax,
                ParseMode.of(options),
                options.value(
                        "columnNameOfCorruptRecord", corrupt == null ? "_corrupt_record" : corrupt),
                options.flag("multiLine", false),
                separator == null ? null : separator(separator),
                encoding,
                TextSettings.zone(options, context.timeZone()),
                pattern(options.value("timestampFormat"), locale),
                pattern(options.value("timestampNTZFormat"), locale),
                pattern(options.value("dateFormat"), locale),
                inference(options));
    }

    private static Inference inference(Options options) {
        return new Inference(
                options.flag("primitivesAsString", false),
                options.flag("prefersDecimal", false),
                options.flag("inferTimestamp", false),
                options.flag("dropFieldIfAllNull", false),
                TextSettings.samplingRatio(options));
    }

    private static @Nullable TimePattern pattern(@Nullable String text, Locale locale) {
        return text == null ? null : TimePattern.forParsing(text, locale);
    }

    private static byte[] separator(String text) {
        if (text.isEmpty()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("'lineSep' cannot be an empty string.");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .cause(e)
                    .text("The encoding '" + name + "' is not known.");
        }
    }
}
