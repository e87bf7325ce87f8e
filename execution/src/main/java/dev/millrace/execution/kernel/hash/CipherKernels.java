// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.hash;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in the modes ECB, CBC and GCM. The last two put their initialisation vector before the
/// result; one that is not given comes from the system's secure source, as a seed that can be
/// guessed would undo the cipher.
final class CipherKernels {
    static final List<String> NAMES = List.of("aes_encrypt", "aes_decrypt", "try_aes_decrypt");

    private static final int TAG_BITS = 128;

    /// How messages name the function, whichever it is.
    private static final String BOTH = "aes_encrypt`/`aes_decrypt";

    private CipherKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "aes_encrypt" -> encrypt(site);
            case "aes_decrypt" -> decrypt(site, true);
            case "try_aes_decrypt" -> decrypt(site, false);
            default -> null;
        };
    }

    private static byte[] bytes(Column column, int row) {
        return ((BytesColumn) column).bytes(row);
    }

    private static String text(Column column, int row) {
        return ((BytesColumn) column).text(row).toUpperCase(Locale.ROOT);
    }

    /// How the cipher works.
    private enum Mode {
        ECB("AES/ECB/PKCS5Padding", 0),
        CBC("AES/CBC/PKCS5Padding", 16),
        GCM("AES/GCM/NoPadding", 12);

        private final String transformation;
        private final int vectorBytes;

        Mode(String transformation, int vectorBytes) {
            this.transformation = transformation;
            this.vectorBytes = vectorBytes;
        }

        static Mode of(Column[] arguments, int row) {
            String mode = text(arguments[2], row);
            String padding = text(arguments[3], row);
            Mode known =
                    switch (mode) {
                        case "ECB" -> padding.matches("DEFAULT|PKCS") ? ECB : null;
                        case "CBC" -> padding.matches("DEFAULT|PKCS") ? CBC : null;
                        case "GCM" -> padding.matches("DEFAULT|NONE") ? GCM : null;
                        default -> null;
                    };
            if (known == null) {
                throw MillraceException.of(
                                ErrorKind.RUNTIME, "UNSUPPORTED_FEATURE.AES_MODE", "0A000")
                        .with("mode", mode)
                        .with("padding", padding)
                        .with("functionName", "`" + BOTH + "`")
                        .text(
                                "The feature is not supported: AES-"
                                        + mode
                                        + " with the padding "
                                        + padding
                                        + " by the `"
                                        + BOTH
                                        + "` function.");
            }
            return known;
        }

        Cipher cipher(int operation, byte[] key, byte[] vector, byte[] associated)
                throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(transformation);
            SecretKeySpec secret = new SecretKeySpec(key, "AES");
            switch (this) {
                case ECB -> cipher.init(operation, secret);
                case CBC -> cipher.init(operation, secret, new IvParameterSpec(vector));
                case GCM -> {
                    cipher.init(operation, secret, new GCMParameterSpec(TAG_BITS, vector));
                    cipher.updateAAD(associated);
                }
            }
            return cipher;
        }
    }

    private static byte[] key(Column column, int row) {
        byte[] key = bytes(column, row);
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw KernelErrors.parameter("AES_KEY_LENGTH", BOTH, "key")
                    .with("actualLength", key.length)
                    .text(
                            KernelErrors.parameterText(
                                    BOTH,
                                    "key",
                                    "expects a binary value with 16, 24 or 32 bytes, but got "
                                            + key.length
                                            + " bytes."));
        }
        return key;
    }

    private static MillraceException failed(GeneralSecurityException cause) {
        return KernelErrors.parameter("AES_CRYPTO_ERROR", BOTH, "expr`, `key")
                .with("detailMessage", String.valueOf(cause.getMessage()))
                .cause(cause)
                .text(
                        KernelErrors.parameterText(
                                BOTH, "expr`, `key", "detail message: " + cause.getMessage()));
    }

    private static Kernel encrypt(CallSite site) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    Mode mode = Mode.of(arguments, row);
                    byte[] key = key(arguments[1], row);
                    byte[] vector = vector(mode, bytes(arguments[4], row));
                    try {
                        byte[] secret =
                                mode.cipher(
                                                Cipher.ENCRYPT_MODE,
                                                key,
                                                vector,
                                                bytes(arguments[5], row))
                                        .doFinal(bytes(arguments[0], row));
                        byte[] whole = Arrays.copyOf(vector, vector.length + secret.length);
                        System.arraycopy(secret, 0, whole, vector.length, secret.length);
                        result.append(whole);
                    } catch (GeneralSecurityException wrong) {
                        throw failed(wrong);
                    }
                });
    }

    private static byte[] vector(Mode mode, byte[] given) {
        if (given.length == 0) {
            byte[] drawn = new byte[mode.vectorBytes];
            new SecureRandom().nextBytes(drawn);
            return drawn;
        }
        if (mode == Mode.ECB) {
            throw MillraceException.of(
                            ErrorKind.RUNTIME, "UNSUPPORTED_FEATURE.AES_MODE_IV", "0A000")
                    .with("mode", mode.name())
                    .with("functionName", "`aes_encrypt`")
                    .text(
                            "The feature is not supported: `aes_encrypt` with AES-ECB does not"
                                    + " support initialization vectors (IVs).");
        }
        if (given.length != mode.vectorBytes) {
            throw KernelErrors.parameter("AES_IV_LENGTH", BOTH, "iv")
                    .with("mode", mode.name())
                    .with("actualLength", given.length)
                    .text(
                            KernelErrors.parameterText(
                                    BOTH,
                                    "iv",
                                    "supports 16-byte CBC IVs and 12-byte GCM IVs, but got "
                                            + given.length
                                            + " bytes for "
                                            + mode.name()
                                            + "."));
        }
        return given;
    }

    private static Kernel decrypt(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    try {
                        Mode mode = Mode.of(arguments, row);
                        byte[] key = key(arguments[1], row);
                        byte[] whole = bytes(arguments[0], row);
                        int start = Math.min(mode.vectorBytes, whole.length);
                        byte[] vector = Arrays.copyOf(whole, mode.vectorBytes);
                        result.append(
                                mode.cipher(
                                                Cipher.DECRYPT_MODE,
                                                key,
                                                vector,
                                                bytes(arguments[4], row))
                                        .doFinal(whole, start, whole.length - start));
                    } catch (GeneralSecurityException wrong) {
                        if (fails) {
                            throw failed(wrong);
                        }
                        result.appendNull();
                    } catch (MillraceException wrong) {
                        if (fails) {
                            throw wrong;
                        }
                        result.appendNull();
                    }
                });
    }
}
