// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.Charsets;
import dev.millrace.connector.files.text.LineEnds;
import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.connector.files.text.TextParts;
import dev.millrace.connector.files.text.TextSettings;
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
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The options of CSV files, checked; the reader and the writer share most of them.
///
/// @param quote 0 if nothing is quoted
/// @param escape 0 if nothing is escaped
/// @param escapeEscape the character that escapes `escape`, 0 for none
/// @param comment the first character of lines that are left out, 0 for none
/// @param samplingRatio share of the records by which a schema is found, 0 exclusive to 1
/// @param lineSeparator null for LF, CR and CR LF when reading, LF when writing
record CsvOptions(
        byte[] separator,
        byte quote,
        byte escape,
        byte escapeEscape,
        byte comment,
        boolean header,
        boolean enforceSchema,
        boolean inferSchema,
        boolean preferDate,
        boolean multiLine,
        boolean trimStart,
        boolean trimEnd,
        ParseMode mode,
        String corruptColumn,
        String nullValue,
        String emptyValue,
        Words words,
        byte @Nullable [] lineSeparator,
        Charset encoding,
        ZoneId zone,
        Locale locale,
        @Nullable String timestampFormat,
        @Nullable String localTimestampFormat,
        @Nullable String dateFormat,
        int maxColumns,
        double samplingRatio) {
    private static final int MAX_COLUMNS = 20_480;
    private static final Set<String> SHARED =
            Set.of(
                    "sep",
                    "delimiter",
                    "quote",
                    "escape",
                    "chartoescapequoteescaping",
                    "comment",
                    "header",
                    "ignoreleadingwhitespace",
                    "ignoretrailingwhitespace",
                    "nullvalue",
                    "emptyvalue",
                    "dateformat",
                    "timestampformat",
                    "timestampntzformat",
                    "linesep",
                    "encoding",
                    "charset",
                    "timezone",
                    "locale",
                    "compression",
                    "codec");
    private static final Set<String> READING =
            Set.of(
                    "enforceschema",
                    "inferschema",
                    "preferdate",
                    "multiline",
                    "mode",
                    "columnnameofcorruptrecord",
                    "nanvalue",
                    "positiveinf",
                    "negativeinf",
                    "maxcolumns",
                    "samplingratio");
    private static final Set<String> WRITING = Set.of("quoteall", "escapequotes");
    private static final OptionNames OF_READER =
            names(
                    "CSV reader",
                    READING,
                    Map.of(
                            "columnpruning", "true",
                            "enabledatetimeparsingfallback", "",
                            "maxcharspercolumn", "-1",
                            "singlevariantcolumn", "",
                            "timeformat", "",
                            "unescapedquotehandling", "STOP_AT_DELIMITER"));
    private static final OptionNames OF_WRITER =
            names("CSV writer", WRITING, Map.of("extension", "csv", "timeformat", ""));

    /// The words for values that are no numbers.
    record Words(String nan, String positiveInfinity, String negativeInfinity) {}

    private static OptionNames names(String what, Set<String> more, Map<String, String> missing) {
        Set<String> followed = new HashSet<>(SHARED);
        followed.addAll(more);
        return FormatOptions.of(what, followed, missing);
    }

    static CsvOptions of(Options options, ConnectorContext context, boolean reading) {
        (reading ? OF_READER : OF_WRITER).check(options);
        byte quote = character(options, "quote", '"');
        byte escape = character(options, "escape", '\\');
        byte escapeEscape =
                options.has("charToEscapeQuoteEscaping")
                        ? character(options, "charToEscapeQuoteEscaping", '\\')
                        : quote == escape ? 0 : escape;
        String separator = unescaped(options.value("sep", options.value("delimiter", ",")));
        String lineSeparator = options.value("lineSep");
        if (separator.isEmpty() || lineSeparator != null && lineSeparator.isEmpty()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            separator.isEmpty()
                                    ? "Delimiter cannot be empty"
                                    : "'lineSep' cannot be an empty string");
        }
        String corrupt = context.configuration("spark.sql.columnNameOfCorruptRecord");
        return new CsvOptions(
                separator.getBytes(StandardCharsets.UTF_8),
                quote,
                escape,
                escapeEscape,
                character(options, "comment", '\0'),
                flag(options, "header", false),
                flag(options, "enforceSchema", true),
                flag(options, "inferSchema", false),
                flag(options, "preferDate", true),
                flag(options, "multiLine", false),
                flag(options, "ignoreLeadingWhiteSpace", !reading),
                flag(options, "ignoreTrailingWhiteSpace", !reading),
                ParseMode.of(options),
                options.value(
                        "columnNameOfCorruptRecord", corrupt == null ? "_corrupt_record" : corrupt),
                options.value("nullValue", ""),
                options.value("emptyValue", reading ? "" : "\"\""),
                new Words(
                        options.value("nanValue", "NaN"),
                        options.value("positiveInf", "Inf"),
                        options.value("negativeInf", "-Inf")),
                lineSeparator == null ? null : lineSeparator.getBytes(StandardCharsets.UTF_8),
                Charsets.of(options, "CSVOptions"),
                TextSettings.zone(options, context.timeZone()),
                Locale.forLanguageTag(options.value("locale", "en-US")),
                options.value("timestampFormat"),
                options.value("timestampNTZFormat"),
                options.value("dateFormat"),
                maxColumns(options),
                TextSettings.samplingRatio(options));
    }

    private static boolean flag(Options options, String name, boolean defaultValue) {
        String text = options.value(name, Boolean.toString(defaultValue));
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw MillraceException.of(ErrorKind.EXECUTION, "_LEGACY_ERROR_TEMP_2147", "XXKCM")
                    .with("paramName", name)
                    .text(name + " flag can be true or false.");
        }
        return Boolean.parseBoolean(text);
    }

    private static int maxColumns(Options options) {
        String text = options.value("maxColumns", Integer.toString(MAX_COLUMNS));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.RUNTIME, "_LEGACY_ERROR_TEMP_2146", "XXKCM")
                    .with("paramName", "maxColumns")
                    .with("value", text)
                    .cause(e)
                    .text("maxColumns should be an integer. Found " + text + ".");
        }
    }

    private static byte character(Options options, String name, char defaultValue) {
        String text = options.value(name);
        if (text == null) {
            return (byte) defaultValue;
        }
        if (text.isEmpty() || text.equals("\0")) {
            return 0;
        }
        if (text.length() != 1) {
            throw MillraceException.of(
                            ErrorKind.RUNTIME, "OPTION_VALUE_EXCEEDS_ONE_CHARACTER", "22023")
                    .with("paramName", name)
                    .with("actualValue", text)
                    .text(
                            "The value of "
                                    + name
                                    + " cannot be more than one character, but got "
                                    + text
                                    + ".");
        }
        if (text.charAt(0) > 127) {
            throw MillraceException.unsupported("the option '" + name + "' beyond ASCII");
        }
        return (byte) text.charAt(0);
    }

    private static String unescaped(String separator) {
        return separator.replace("\\t", "\t").replace("\\\\", "\\");
    }

    /// How files are cut and opened.
    TextParts parts() {
        return new TextParts(new LineEnds(lineSeparator), !multiLine, encoding);
    }
}
