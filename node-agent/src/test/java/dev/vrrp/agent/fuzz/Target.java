package dev.vrrp.agent.fuzz;

import dev.vrrp.agent.kernel.netlink.AddressRequests;
import dev.vrrp.agent.kernel.netlink.AddressRequests.Lease;
import dev.vrrp.agent.kernel.netlink.Ipv4Setting;
import dev.vrrp.agent.kernel.netlink.LinkRequests;
import dev.vrrp.agent.kernel.netlink.Request;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.PcapFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is fuzzed, with the inputs to begin from: those that were met in life, those that we write, those that once failed. */
enum Target {
    ADVERTISEMENT(AdvertisementTarget.class, 0.5, 5_000, "dev.vrrp.agent.**") {
        @Override
        List<byte[]> seeds() {
            List<byte[]> seeds = new ArrayList<>();
            CAPTURES.forEach(capture -> seeds.addAll(PcapFile.capture(capture)));
            seeds.addAll(written());
            return seeds;
        }
    },
    NETLINK(NetlinkTarget.class, 0.49, 2_000, "dev.vrrp.agent.**") {
        @Override
        List<byte[]> seeds() {
            InetAddress ipv4 = InetAddress.ofLiteral("192.168.1.111");
            InetAddress ipv6 = InetAddress.ofLiteral("2001:db8::111");
            return Stream.of(
                            AddressRequests.add(new Lease(7, ipv4, 24, 112, 5, 5, true)),
                            AddressRequests.refresh(new Lease(7, ipv6, 64, 112, 5, 0, false)),
                            AddressRequests.remove(7, ipv4, 24),
                            LinkRequests.dump(),
                            LinkRequests.ipv4Settings(7, Map.of(Ipv4Setting.ARP_IGNORE, 1)))
                    .flatMap(request -> Stream.of(bytes(request), payload(request)))
                    .toList();
        }
    },
    NODE_CONFIG(
            NodeConfigTarget.class,
            0.01,
            4_000,
            "dev.vrrp.agent.**:com.fasterxml.jackson.dataformat.**:org.yaml.snakeyaml.**") {
        @Override
        List<byte[]> seeds() {
            return Stream.of("two-servers.yaml", "everything.yaml", "smallest.yaml")
                    .map(name -> resource("/fuzz/" + name))
                    .toList();
        }
    };

    private static final List<String> CAPTURES = List.of(
            "v2-noauth.pcap",
            "v2-pass.pcap",
            "v2-prio0-stop.pcap",
            "v3-ipv4-1vip.pcap",
            "v3-ipv4-20vips.pcap",
            "v3-ipv6.pcap",
            "v3-takeover-garp.pcap",
            "v3-unicast.pcap");

    private static final int NETLINK_HEADER_BYTES = 16;

    private final Class<?> type;
    private final double share;
    private final int longestBytes;
    private final String instrumented;

    Target(Class<?> type, double share, int longestBytes, String instrumented) {
        this.type = type;
        this.share = share;
        this.longestBytes = longestBytes;
        this.instrumented = instrumented;
    }

    abstract List<byte[]> seeds();

    /** The class with {@code fuzzerTestOneInput}. */
    Class<?> type() {
        return type;
    }

    /** Its part of a long run: a slow one gets less, so that each takes its time. */
    double share() {
        return share;
    }

    int longestBytes() {
        return longestBytes;
    }

    /** The code whose branches lead the mutations. */
    String instrumented() {
        return instrumented;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<byte[]> written() {
        ConfigBuilder router = ConfigBuilder.router("vi-1");
        return Stream.of(
                        router.build(),
                        router.checksum(ChecksumMode.RFC9568).build(),
                        router.addresses(many("10.0.%d.1", 255)).build(),
                        ConfigBuilder.router("vi-1")
                                .version2()
                                .password("secret12")
                                .build(),
                        ConfigBuilder.router("vi-1")
                                .addresses("fe80::1:1/64", "2001:db8::1/64")
                                .build(),
                        ConfigBuilder.router("vi-1")
                                .addresses(many("2001:db8::%d", 254))
                                .build())
                .map(Target::advertisement)
                .toList();
    }

    private static String[] many(String pattern, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, pattern, i))
                .toArray(String[]::new);
    }

    private static byte[] advertisement(VirtualRouterConfig config) {
        InetAddress source = InetAddress.ofLiteral(config.family() == AddressFamily.IPV4 ? "192.168.1.104" : "fe80::1");
        return AdvertisementEncoder.encode(
                config, config.priority(), source, Envelope.multicast(config.family(), 0x02_00_00_00_00_01L, 1));
    }

    private static byte[] bytes(Request request) {
        ByteBuffer out = ByteBuffer.allocate(request.length()).order(ByteOrder.nativeOrder());
        request.writeTo(out, 1, false);
        return out.array();
    }

    private static byte[] payload(Request request) {
        byte[] whole = bytes(request);
        return Arrays.copyOfRange(whole, NETLINK_HEADER_BYTES, whole.length);
    }

    private static byte[] resource(String name) {
        try (InputStream file = Objects.requireNonNull(Target.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
