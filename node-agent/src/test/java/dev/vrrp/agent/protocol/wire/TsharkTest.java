package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wireshark reads every kind of packet that we send as it is meant, and has nothing to say about it. */
class TsharkTest {
    private static final long MAC = 0x02_00_00_00_00_01L;

    /** Wireshark 4.0 checks as RFC 5798 has it and, with this setting, without the pseudo-header, as RFC 9568 has it. */
    private static final String WITHOUT_PSEUDO_HEADER = "vrrp.v3_checksum_as_in_v2:TRUE";

    /** Its opinion: a wrong checksum, a field out of range, bytes that are missing or left over. */
    private static final String COMPLAINT = "_ws.expert.message";

    @TempDir
    private Path folder;

    private final List<byte[]> frames = new ArrayList<>();
    private final List<String> meanings = new ArrayList<>();

    @Test
    void advertisements() {
        for (String[] addresses :
                List.of(many("10.0.0.%d/24", 1), many("10.0.0.%d/24", 20), many("10.0.0.%d/24", 255))) {
            advertise(router().addresses(addresses));
            advertise(router().version2().addresses(addresses));
            advertise(router().version2().password("secret12").addresses(addresses));
        }
        for (String[] addresses : List.of(many("fe80::%x/64", 1), many("fe80::%x/64", 20), many("fe80::%x/64", 90))) {
            advertise(router().addresses(addresses));
        }
        advertise(router().interval(Duration.ofMillis(10)).priority(1));
        advertise(router().interval(Duration.ofMillis(40_950)).vrid(255).priority(254));
        advertise(router().version2().interval(Duration.ofSeconds(255)).password("a"));

        assertReadAsMeant("vrrp.v3_checksum_as_in_v2:FALSE");
    }

    @Test
    void advertisementsWithoutThePseudoHeader() {
        for (String[] addresses :
                List.of(many("10.0.0.%d/24", 1), many("10.0.0.%d/24", 20), many("10.0.0.%d/24", 255))) {
            advertise(router().checksum(ChecksumMode.RFC9568).addresses(addresses));
        }

        assertReadAsMeant(WITHOUT_PSEUDO_HEADER);
    }

    @Test
    void announcements() {
        frames.add(GratuitousArp.encode(Inet4Address.ofLiteral("192.168.1.111"), MAC));
        meanings.add(
                "||ff:ff:ff:ff:ff:ff|02:00:00:00:00:01|1|1|02:00:00:00:00:01|192.168.1.111|192.168.1.111|||||||||");
        frames.add(
                UnsolicitedNeighborAdvertisement.encode((Inet6Address) Inet6Address.ofLiteral("2001:db8::111"), MAC));
        meanings.add("||33:33:00:00:00:01|02:00:00:00:00:01||||||2001:db8::111|ff02::1|255|136|1|1|0|1|2001:db8::111");

        assertThat(read(
                        WITHOUT_PSEUDO_HEADER,
                        List.of(
                                COMPLAINT,
                                "_ws.malformed",
                                "eth.dst",
                                "eth.src",
                                "arp.opcode",
                                "arp.isgratuitous",
                                "arp.src.hw_mac",
                                "arp.src.proto_ipv4",
                                "arp.dst.proto_ipv4",
                                "ipv6.src",
                                "ipv6.dst",
                                "ipv6.hlim",
                                "icmpv6.type",
                                "icmpv6.checksum.status",
                                "icmpv6.nd.na.flag.r",
                                "icmpv6.nd.na.flag.s",
                                "icmpv6.nd.na.flag.o",
                                "icmpv6.nd.na.target_address")))
                .containsExactlyElementsOf(meanings);
    }

    private static ConfigBuilder router() {
        return ConfigBuilder.router("vi-1");
    }

    private static String[] many(String pattern, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> String.format(Locale.ROOT, pattern, i))
                .toArray(String[]::new);
    }

    /** Sends as Master and as it resigns, to the group and to a peer. */
    private void advertise(ConfigBuilder router) {
        VirtualRouterConfig config = router.build();
        boolean ipv4 = config.family() == AddressFamily.IPV4;
        InetAddress source = InetAddress.ofLiteral(ipv4 ? "192.168.1.104" : "fe80::104");
        InetAddress peer = InetAddress.ofLiteral(ipv4 ? "192.168.1.105" : "fe80::105");
        for (AdvertisedPriority priority : List.of(config.priority(), new Resignation())) {
            for (Envelope envelope :
                    List.of(Envelope.multicast(config.family(), MAC, 7), new Envelope(MAC, MAC + 1, peer, 0))) {
                frames.add(AdvertisementEncoder.encode(config, priority, source, envelope));
                meanings.add(meaning(config, priority, source, envelope));
            }
        }
    }

    private void assertReadAsMeant(String option) {
        assertThat(read(
                        option,
                        List.of(
                                COMPLAINT,
                                "_ws.malformed",
                                "ip.checksum.status",
                                "vrrp.checksum.status",
                                "ip.ttl",
                                "ipv6.hlim",
                                "ip.src",
                                "ipv6.src",
                                "ip.dst",
                                "ipv6.dst",
                                "vrrp.version",
                                "vrrp.type",
                                "vrrp.virt_rtr_id",
                                "vrrp.prio",
                                "vrrp.addr_count",
                                "vrrp.adver_int",
                                "vrrp.short_adver_int",
                                "vrrp.auth_type",
                                "vrrp.auth_string",
                                "vrrp.ip_addr",
                                "vrrp.ipv6_addr")))
                .containsExactlyElementsOf(meanings);
    }

    /** The line that tshark is to print. */
    private static String meaning(
            VirtualRouterConfig config, AdvertisedPriority priority, InetAddress source, Envelope envelope) {
        boolean ipv4 = config.family() == AddressFamily.IPV4;
        boolean version2 = config.version() == ProtocolVersion.V2;
        String addresses =
                config.advertisedAddresses().stream().map(TsharkTest::printed).collect(Collectors.joining(","));
        String password = CapturesTest.password(config.authentication()).replace("\0", "");
        return Stream.of(
                        "",
                        "",
                        ipv4 ? 1 : "",
                        1,
                        ipv4 ? 255 : "",
                        ipv4 ? "" : 255,
                        ipv4 ? printed(source) : "",
                        ipv4 ? "" : printed(source),
                        ipv4 ? printed(envelope.destination()) : "",
                        ipv4 ? "" : printed(envelope.destination()),
                        config.version().number(),
                        1,
                        config.vrid(),
                        priority.wireValue(),
                        config.advertisedAddresses().size(),
                        version2 ? config.interval().seconds() : "",
                        version2 ? "" : config.interval().centiseconds(),
                        version2 ? password.isEmpty() ? 0 : 1 : "",
                        password,
                        ipv4 ? addresses : "",
                        ipv4 ? "" : addresses)
                .map(Object::toString)
                .collect(Collectors.joining("|"));
    }

    private static String printed(InetAddress address) {
        return address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }

    /** What tshark reads in {@code fields} of each frame, separated by |. */
    private List<String> read(String option, List<String> fields) {
        Path capture = folder.resolve("frames.pcap");
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", option, "-T", "fields", "-E", "separator=|"));
        fields.forEach(field -> command.addAll(List.of("-e", field)));
        try {
            Files.write(capture, PcapFile.file(frames));
            int code = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            assertThat(code).as("%s: %s", command, Files.readString(errors)).isZero();
            // newer ones print flags as words
            return Files.readString(output)
                    .replace("True", "1")
                    .replace("False", "0")
                    .lines()
                    .toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("tshark does not run here; e2e/setup installs it", e);
        }
    }
}
