// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;

import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;

/// Words and how alike they are.
final class WordKernels {
    static final List<String> NAMES = List.of("levenshtein", "luhn_check", "soundex", "sentences");

    /// The sound group of each letter from A.
    private static final String SOUNDS = "01230120022455012623010202";

    private WordKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "levenshtein" ->
                    RowKernel.<IntBuilder>strict(site.type(), WordKernels::levenshtein);
            case "luhn_check" ->
                    RowKernel.<BooleanBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(luhn(text(arguments[0], row))));
            case "soundex" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(soundex(text(arguments[0], row))));
            default -> RowKernel.<ArrayBuilder>withNulls(site.type(), WordKernels::sentences);
        };
    }

    static String text(Column column, int row) {
        return ((BytesColumn) column).text(row);
    }

    /// The dynamic program over two rows of the edit matrix; -1 beyond the threshold.
    private static void levenshtein(Column[] arguments, int row, IntBuilder result) {
        int[] left = text(arguments[0], row).codePoints().toArray();
        int[] right = text(arguments[1], row).codePoints().toArray();
        int[] before = new int[right.length + 1];
        int[] now = new int[right.length + 1];
        for (int j = 0; j <= right.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= left.length; i++) {
            now[0] = i;
            for (int j = 1; j <= right.length; j++) {
                int replaced = before[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
            }
            int[] swap = before;
            before = now;
            now = swap;
        }
        int distance = before[right.length];
        boolean isFar = arguments.length > 2 && distance > ((IntColumn) arguments[2]).value(row);
        result.append(isFar ? -1 : distance);
    }

    /// True for digits whose check digit is right.
    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return !digits.isEmpty() && sum % 10 == 0;
    }

    /// The American Soundex code; text that does not begin with a letter stays as it is.
    private static String soundex(String text) {
        if (text.isEmpty() || !isLetter(text.charAt(0))) {
            return text;
        }
        StringBuilder code = new StringBuilder();
        code.append(Character.toUpperCase(text.charAt(0)));
        char last = sound(text.charAt(0));
        for (int i = 1; i < text.length() && code.length() < 4; i++) {
            char c = text.charAt(i);
            if (!isLetter(c)) {
                last = '0';
            } else if ("hwHW".indexOf(c) < 0) {
                char sound = sound(c);
                if (sound != '0' && sound != last) {
                    code.append(sound);
                }
                last = sound;
            }
        }
        return code.append("000", 0, 4 - code.length()).toString();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static char sound(char letter) {
        return "hwHW".indexOf(letter) >= 0 ? '7' : SOUNDS.charAt((letter | 0x20) - 'a');
    }

    /// Sentences as lists of words, by the rules of a language and a country.
    private static void sentences(Column[] arguments, int row, ArrayBuilder result) {
        if (arguments[0].isNull(row)) {
            result.appendNull();
            return;
        }
        String language = arguments[1].isNull(row) ? "" : text(arguments[1], row);
        String country = arguments[2].isNull(row) ? "" : text(arguments[2], row);
        Locale locale =
                language.isEmpty()
                        ? Locale.US
                        : new Locale.Builder().setLanguage(language).setRegion(country).build();
        String text = text(arguments[0], row);
        ArrayBuilder words = (ArrayBuilder) result.elements();
        BreakIterator sentences = BreakIterator.getSentenceInstance(locale);
        sentences.setText(text);
        int start = 0;
        while (sentences.next() != BreakIterator.DONE) {
            appendWords(text.substring(start, sentences.current()), locale, words);
            start = sentences.current();
        }
        result.endRow();
    }

    private static void appendWords(String sentence, Locale locale, ArrayBuilder words) {
        BreakIterator breaks = BreakIterator.getWordInstance(locale);
        breaks.setText(sentence);
        int start = 0;
        while (breaks.next() != BreakIterator.DONE) {
            String word = sentence.substring(start, breaks.current());
            start = breaks.current();
            if (Character.isLetterOrDigit(word.charAt(0))) {
                words.elements().appendBoxed(word);
            }
        }
        words.endRow();
    }
}
