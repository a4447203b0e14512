package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;

/** A request to the kernel, without the number and the acknowledgement flag that the socket gives it. */
public final class Request {
    /** No request is longer. */
    public static final int LONGEST_BYTES = Rtnetlink.NLMSG_HEADER_BYTES + PayloadWriter.CAPACITY_BYTES;

    private final int type;
    private final int flags;
    private final byte[] payload;

    Request(int type, int flags, byte[] payload) {
        this.type = type;
        this.flags = flags;
        this.payload = payload.clone();
    }

    /** Bytes on the wire, padding included. */
    public int length() {
        return Rtnetlink.align(Rtnetlink.NLMSG_HEADER_BYTES + payload.length);
    }

    /**
     * Appends the request to {@code out}, which is in native byte order and has room for {@link #length}.
     *
     * @param acknowledged asks for an answer also on success; a refusal is always answered
     */
    public void writeTo(ByteBuffer out, int sequence, boolean acknowledged) {
        int end = out.position() + length();
        out.putInt(Rtnetlink.NLMSG_HEADER_BYTES + payload.length)
                .putShort((short) type)
                .putShort((short) (Rtnetlink.NLM_F_REQUEST | flags | (acknowledged ? Rtnetlink.NLM_F_ACK : 0)))
                .putInt(sequence)
                .putInt(0)
                .put(payload);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }
}
