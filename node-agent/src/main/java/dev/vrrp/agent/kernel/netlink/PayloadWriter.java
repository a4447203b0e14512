package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the payload of one request: fixed fields, then attributes, which may be nested. */
final class PayloadWriter {
    /** More than the longest request of ours (RTM_SETLINK with all settings: 52 bytes) takes. */
    static final int CAPACITY_BYTES = 256;

    private static final int HEADER_BYTES = 4;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY_BYTES).order(ByteOrder.nativeOrder());

    PayloadWriter u8(int value) {
        buffer.put((byte) value);
        return this;
    }

    PayloadWriter u32(long value) {
        buffer.putInt((int) value);
        return this;
    }

    PayloadWriter attribute(int type, byte[] value) {
        buffer.putShort((short) (HEADER_BYTES + value.length))
                .putShort((short) type)
                .put(value);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    PayloadWriter attributeU8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    PayloadWriter attributeU32(int type, int value) {
        return attribute(type, new PayloadWriter().u32(value).toBytes());
    }

    /** An attribute that holds what {@code content} has written. */
    PayloadWriter nested(int type, PayloadWriter content) {
        return attribute(Rtnetlink.NLA_F_NESTED | type, content.toBytes());
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
