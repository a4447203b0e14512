package dev.vrrp.agent.protocol.wire;

import java.nio.ByteBuffer;

/** Ethernet II: destination, source, type. MAC addresses are 6 bytes as a number. */
final class EthernetHeader {
    static final int BYTES = 14;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_IPV6 = 0x86dd;
    static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    private EthernetHeader() {}

    static void put(ByteBuffer frame, long destination, long source, int type) {
        putMac(frame, destination);
        putMac(frame, source);
        frame.putShort((short) type);
    }

    static void putMac(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
    }

    static long destination(ByteBuffer frame) {
        return mac(frame, 0);
    }

    static long source(ByteBuffer frame) {
        return mac(frame, SOURCE);
    }

    /** Of a frame that has a whole header. */
    static int type(byte[] frame) {
        return Byte.toUnsignedInt(frame[TYPE]) << Byte.SIZE | Byte.toUnsignedInt(frame[TYPE + 1]);
    }

    static int type(ByteBuffer frame) {
        return Short.toUnsignedInt(frame.getShort(TYPE));
    }

    /** Whether {@code frame}, of whatever length, says that it carries IPv4. */
    static boolean isIpv4(byte[] frame) {
        return frame.length >= BYTES && frame[TYPE] == TYPE_IPV4 >>> Byte.SIZE && frame[TYPE + 1] == 0;
    }

    static void requireMac(long mac) {
        if (mac < 0 || mac > BROADCAST) {
            throw new IllegalArgumentException(Long.toHexString(mac) + " is no MAC address: 6 bytes");
        }
    }

    static long mac(ByteBuffer frame, int offset) {
        return (frame.getShort(offset) & 0xffffL) << Integer.SIZE | (frame.getInt(offset + 2) & 0xffff_ffffL);
    }
}
