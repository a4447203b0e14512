package dev.vrrp.agent.benchmark;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.Envelope;
import java.net.InetAddress;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole frames to advertisements, with every check and checksum, and back; beside a copy of the same bytes. */
@State(Scope.Thread)
public class CodecBenchmark {
    private static final long MAC = 0x02_00_00_00_00_01L;

    /** Version, family and number of addresses. */
    @Param({"v3-ipv4", "v2-password", "v3-ipv6", "v3-ipv4-20"})
    String advertisement = "";

    private VirtualRouterConfig config = ConfigBuilder.router("vi-1").build();
    private InetAddress source = InetAddress.ofLiteral("192.168.1.104");
    private Envelope envelope = Envelope.multicast(AddressFamily.IPV4, MAC, 1);
    private byte[] frame = new byte[0];
    private byte[] copy = new byte[0];

    @Setup
    public void encoded() {
        config = config();
        if (config.family() == AddressFamily.IPV6) {
            source = InetAddress.ofLiteral("fe80::1");
        }
        envelope = Envelope.multicast(config.family(), MAC, 1);
        frame = AdvertisementEncoder.encode(config, config.priority(), source, envelope);
        copy = new byte[frame.length];
    }

    private VirtualRouterConfig config() {
        ConfigBuilder router = ConfigBuilder.router("vi-1");
        return switch (advertisement) {
            case "v2-password" -> router.version2().password("secret12").build();
            case "v3-ipv6" -> router.addresses("fe80::1:1/64").build();
            case "v3-ipv4-20" ->
                router.addresses(IntStream.rangeClosed(1, 20)
                                .mapToObj(i -> "192.168.1." + i + "/24")
                                .toArray(String[]::new))
                        .build();
            default -> router.build();
        };
    }

    @Benchmark
    public byte[] arraycopy() {
        System.arraycopy(frame, 0, copy, 0, frame.length);
        return copy;
    }

    @Benchmark
    public DecodeResult decode() {
        return AdvertisementDecoder.decode(frame);
    }

    @Benchmark
    public byte[] encode() {
        return AdvertisementEncoder.encode(config, config.priority(), source, envelope);
    }
}
