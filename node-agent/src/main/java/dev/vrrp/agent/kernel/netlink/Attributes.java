package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The attributes of a message or of an attribute (struct nlattr: u16 length, u16 type, value, padding to 4 bytes). */
final class Attributes {
    private static final int HEADER_BYTES = 4;

    private final Map<Integer, ByteBuffer> values;

    private Attributes(Map<Integer, ByteBuffer> values) {
        this.values = values;
    }

    /** Reads {@code buffer} from 0 to its limit; where a type comes twice, the last counts, as in the kernel. */
    static Attributes parse(ByteBuffer buffer) throws MalformedException {
        Map<Integer, ByteBuffer> values = new HashMap<>();
        int offset = 0;
        while (offset < buffer.limit()) {
            ByteBuffer header = Bytes.slice(buffer, offset, HEADER_BYTES, "attribute header");
            int length = Short.toUnsignedInt(header.getShort(0));
            int type = header.getShort(2) & Rtnetlink.NLA_TYPE_MASK;
            if (length < HEADER_BYTES) {
                throw new MalformedException("attribute " + type + " has length " + length);
            }
            values.put(type, Bytes.slice(buffer, offset + HEADER_BYTES, length - HEADER_BYTES, "attribute " + type));
            offset += Rtnetlink.align(length);
        }
        return new Attributes(values);
    }

    Optional<ByteBuffer> find(int type) {
        return Optional.ofNullable(values.get(type));
    }

    OptionalInt u8(int type) throws MalformedException {
        ByteBuffer value = values.get(type);
        return value == null
                ? OptionalInt.empty()
                : OptionalInt.of(Byte.toUnsignedInt(atLeast(value, 1, type).get(0)));
    }

    OptionalInt s32(int type) throws MalformedException {
        ByteBuffer value = values.get(type);
        return value == null
                ? OptionalInt.empty()
                : OptionalInt.of(atLeast(value, 4, type).getInt(0));
    }

    /** A u32 that stands {@code offset} bytes into the value, as in struct ifa_cacheinfo. */
    OptionalLong u32At(int type, int offset) throws MalformedException {
        ByteBuffer value = values.get(type);
        return value == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Integer.toUnsignedLong(atLeast(value, offset + 4, type).getInt(offset)));
    }

    /** Text up to its NUL. */
    Optional<String> text(int type) {
        return find(type).map(value -> {
            String whole = StandardCharsets.UTF_8.decode(value.duplicate()).toString();
            int end = whole.indexOf('\0');
            return end < 0 ? whole : whole.substring(0, end);
        });
    }

    Optional<Attributes> nested(int type) throws MalformedException {
        ByteBuffer value = values.get(type);
        return value == null ? Optional.empty() : Optional.of(parse(value));
    }

    private static ByteBuffer atLeast(ByteBuffer value, int length, int type) throws MalformedException {
        if (value.limit() < length) {
            throw new MalformedException("attribute " + type + " has " + value.limit() + " bytes, not " + length);
        }
        return value;
    }
}
