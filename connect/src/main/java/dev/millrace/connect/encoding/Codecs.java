// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.TransformingEncoder;
import org.apache.spark.sql.catalyst.encoders.Codec;
import org.apache.spark.sql.catalyst.encoders.KryoSerializationCodec$;

/// The codecs of encoders that turn an object into something else first:
/// `Encoders.javaSerialization`. Kryo needs a class that Spark's client does not have.
final class Codecs {
    private Codecs() {}

    static Codec<?, ?> of(TransformingEncoder<?, ?> encoder) {
        Object provider = encoder.codecProvider();
        if (provider == KryoSerializationCodec$.MODULE$) {
            throw MillraceException.unsupported("Encoders.kryo");
        }
        return encoder.codecProvider().apply();
    }
}
