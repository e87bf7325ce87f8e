// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/// Reads the Java-serialised packets in which clients send functions. This runs the sender's code
/// by design; see the package documentation for who may send.
final class Packets {
    private Packets() {}

    /// Serialises what a packet held, to make copies of it.
    static byte[] write(Object part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(part);
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text("Cannot copy the function that the client sent: " + e);
        }
        return bytes.toByteArray();
    }

    /// Deserialises a packet with the classes of a session.
    static Object read(byte[] payload, ClassLoader loader) {
        try (SessionInputStream input =
                new SessionInputStream(new ByteArrayInputStream(payload), loader)) {
            return input.readObject();
        } catch (ClassNotFoundException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text(
                            "Failed to load class: "
                                    + e.getMessage()
                                    + ". Make sure the artifact where the class is defined is"
                                    + " installed by calling session.addArtifact.");
        } catch (NoClassDefFoundError e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text(
                            "Failed to load class: "
                                    + e.getMessage()
                                    + ". Make sure the artifact where the class is defined is"
                                    + " installed by calling session.addArtifact.");
        } catch (IOException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text("Cannot read the function that the client sent: " + e);
        }
    }

    /// Resolves classes in the session's loader, and takes the local version of a Spark class whose
    /// serial version differs: encoders of clients 4.0 and 4.1 then load too.
    private static final class SessionInputStream extends ObjectInputStream {
        private final ClassLoader loader;

        SessionInputStream(InputStream input, ClassLoader loader) throws IOException {
            super(input);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }

        @Override
        protected ObjectStreamClass readClassDescriptor()
                throws IOException, ClassNotFoundException {
            ObjectStreamClass sent = super.readClassDescriptor();
            if (!sent.getName().startsWith("org.apache.spark.")) {
                return sent;
            }
            ObjectStreamClass local =
                    ObjectStreamClass.lookup(Class.forName(sent.getName(), false, loader));
            return local != null && local.getSerialVersionUID() != sent.getSerialVersionUID()
                    ? local
                    : sent;
        }
    }
}
