package dev.vrrp.agent.lab;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What a flood may be made of. VRID 51 is the one that the nodes run, 192.168.1.100 and 192.168.1.200 are theirs. */
public enum HostileFrames {
    /** Advertisements of other virtual routers. */
    FOREIGN,
    /** Advertisements for our virtual router, with a priority that is too low, each from another address. */
    LOWER_PRIORITY,
    /** Advertisements in the name of the Master and of the Backup that are damaged. */
    DAMAGED,
    /** Noise behind a header that says VRRP. */
    NOISE;

    private static final int DIFFERENT = 10_000;

    /** 10,000 that differ. */
    public List<byte[]> frames() {
        return IntStream.range(0, DIFFERENT).mapToObj(this::frame).toList();
    }

    private byte[] frame(int i) {
        return switch (this) {
            case FOREIGN -> frame(52 + i % 200, stranger(i), 1 + i % 254);
            case LOWER_PRIORITY -> frame(51, stranger(i), 1 + i % 50);
            case DAMAGED -> damaged(frame(51, "192.168.1." + (i % 2 + 1) + "00", 200), i);
            case NOISE -> noise(i);
        };
    }

    private static String stranger(int i) {
        return "192.168." + (2 + (i >> 8) % 200) + "." + (i & 0xff);
    }

    private static byte[] frame(int vrid, String source, int priority) {
        return AdvertisementEncoder.encode(
                ConfigBuilder.router("web")
                        .vrid(vrid)
                        .addresses("192.168.1.11/24")
                        .build(),
                new Priority(priority),
                InetAddress.ofLiteral(source),
                Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_0a_00L, 1));
    }

    /** Any byte behind the IP header; the checksum says so. */
    private static byte[] damaged(byte[] frame, int i) {
        frame[34 + i % 12] ^= (byte) (1 + i % 255);
        return frame;
    }

    private static byte[] noise(int i) {
        byte[] frame = frame(51, "192.168.1.200", 200);
        byte[] noise = new byte[frame.length - 34];
        new Random(i).nextBytes(noise);
        System.arraycopy(noise, 0, frame, 34, noise.length);
        return frame;
    }
}
