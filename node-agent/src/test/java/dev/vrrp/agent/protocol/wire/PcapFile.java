package dev.vrrp.agent.protocol.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The Ethernet frames of a classic pcap file, and back. */
public final class PcapFile {
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int HEADER_BYTES = 24;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int CAPTURED_LENGTH = 8;
    private static final int SNAPSHOT_BYTES = 65535;
    private static final int LINK_ETHERNET = 1;

    private PcapFile() {}

    /** The frames of the resource {@code name} of the folder captures, in order. */
    public static List<byte[]> capture(String name) {
        try (InputStream file = PcapFile.class.getResourceAsStream("/captures/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("no capture " + name);
            }
            return frames(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> frames(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC_MICROSECONDS) {
            throw new IllegalArgumentException("not a little-endian pcap file with microseconds");
        }
        List<byte[]> frames = new ArrayList<>();
        bytes.position(HEADER_BYTES);
        while (bytes.hasRemaining()) {
            byte[] frame = new byte[bytes.getInt(bytes.position() + CAPTURED_LENGTH)];
            bytes.position(bytes.position() + FRAME_HEADER_BYTES);
            bytes.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** A file of {@code frames}, a second apart. */
    static byte[] file(List<byte[]> frames) {
        int size = frames.stream()
                .mapToInt(frame -> FRAME_HEADER_BYTES + frame.length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC_MICROSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(SNAPSHOT_BYTES)
                .putInt(LINK_ETHERNET);
        int second = 0;
        for (byte[] frame : frames) {
            bytes.putInt(second++)
                    .putInt(0)
                    .putInt(frame.length)
                    .putInt(frame.length)
                    .put(frame);
        }
        return bytes.array();
    }
}
