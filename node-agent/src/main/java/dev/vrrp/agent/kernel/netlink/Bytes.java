package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parts of a message whose bounds have been checked; fixed fields and attributes are in the machine's byte order. */
final class Bytes {
    private Bytes() {}

    /** {@code length} bytes from {@code offset} on, if {@code buffer} has them. */
    static ByteBuffer slice(ByteBuffer buffer, int offset, int length, String part) throws MalformedException {
        if (offset < 0 || length < 0 || offset > buffer.limit() - length) {
            throw new MalformedException(
                    part + " of " + length + " bytes at " + offset + " ends beyond " + buffer.limit());
        }
        return buffer.slice(offset, length).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer from(ByteBuffer buffer, int offset, String part) throws MalformedException {
        return slice(buffer, offset, buffer.limit() - offset, part);
    }
}
