package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** Writes the bounds of integers as integers: 255, not 255.0. */
final class WholeNumbers extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    WholeNumbers() {
        super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        if (value == Math.rint(value)) {
            generator.writeNumber(value.longValue());
        } else {
            generator.writeNumber(value);
        }
    }
}
