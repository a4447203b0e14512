package dev.vrrp.agent.net;

import java.nio.ByteBuffer;

/** Ethernet frames for tests: right as far as the filter looks, then {@code mark} in the payload. */
final class Frame {
    private Frame() {}

    static byte[] ipv4(int protocol, int mark) {
        return ipv4(protocol, mark, 60);
    }

    /** To 224.0.0.18, {@code length} bytes with all headers. */
    static byte[] ipv4(int protocol, int mark, int length) {
        ByteBuffer frame = ethernet(length, 0x0100_5e00_0012L, 0x0800)
                .put(14, (byte) 0x45)
                .putShort(16, (short) (length - 14))
                .put(22, (byte) 255)
                .put(23, (byte) protocol)
                .putInt(26, 0xc0a8_0168)
                .putInt(30, 0xe000_0012)
                .putInt(34, mark);
        // a switch that snoops drops what has a wrong one
        frame.putShort(24, checksum(frame));
        byte[] bytes = new byte[length];
        frame.get(0, bytes);
        return bytes;
    }

    /** To ff02::12. */
    static byte[] ipv6(int protocol, int mark) {
        return ethernet(74, 0x3333_0000_0012L, 0x86dd)
                .putInt(14, 0x6000_0000)
                .putShort(18, (short) 20)
                .put(20, (byte) protocol)
                .put(21, (byte) 255)
                .putLong(22, 0xfe80_0000_0000_0000L)
                .putLong(30, 1)
                .putLong(38, 0xff02_0000_0000_0000L)
                .putLong(46, 0x12)
                .putInt(54, mark)
                .array();
    }

    static byte[] arp() {
        return ethernet(60, 0xffff_ffff_ffffL, 0x0806).array();
    }

    private static short checksum(ByteBuffer frame) {
        int sum = 0;
        for (int offset = 14; offset < 34; offset += 2) {
            sum += Short.toUnsignedInt(frame.getShort(offset));
        }
        return (short) ~(sum % 0xffff);
    }

    private static ByteBuffer ethernet(int length, long destination, int type) {
        return ByteBuffer.allocate(length)
                .putLong(0, destination << 16)
                .putLong(6, 0x0000_5e00_0133L << 16)
                .putShort(12, (short) type);
    }
}
