// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import dev.millrace.examples.program.InputFiles;
import dev.millrace.examples.program.ProgramOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Plays the bank that drops files of payments. [PaymentsJob] has one of its own; as a program it
/// feeds a job that runs elsewhere.
public final class PaymentSender {

    private final PaymentGenerator generator;
    private final Path inbox;

    PaymentSender(PaymentGenerator generator, Path inbox) {
        this.generator = generator;
        this.inbox = inbox;
    }

    /// Takes the options of [PaymentsJob], of which it uses `--dir`, `--files`, `--rows`, `--seed`
    /// and `--arrive-every-millis`.
    public static void main(String[] args) throws IOException, InterruptedException {
        ProgramOptions options = PaymentsJob.options(args);
        PaymentSender sender =
                new PaymentSender(
                        new PaymentGenerator(options.seed(), options.rows()),
                        Path.of(options.path(PaymentsJob.INBOX)));
        for (int file = 0; file < options.files(); file++) {
            if (file > 0) {
                Thread.sleep(options.arriveEveryMillis());
            }
            sender.send(file);
        }
    }

    /// Drops file `file`, unless it was dropped before.
    void send(int file) throws IOException {
        Path target = inbox.resolve(PaymentGenerator.fileName(file));
        if (!Files.exists(target)) {
            InputFiles.write(
                    target, file, generator.lines(file).stream().map(PaymentLine::text).toList());
        }
    }
}
