package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.operator.plan.Verdict.Accepted;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdvertisementSizeTest {
    @Test
    void asManyAsFitOnePacketOnEveryNode() {
        // 1280 bytes: (1280 - 40 - 8) / 16 = 77 IPv6 addresses, the link-local one of ours among them
        assertThat(verdict(1280, ipv6(76))).isEqualTo(new Accepted());
        assertThat(verdict(1280, ipv6(77)))
                .isEqualTo(new Refused(
                        Reason.InvalidSpec,
                        "spec.addresses: 77 IPv6 addresses do not fit one packet: the MTU of eth0 on node b, 1280 bytes, has room"
                                + " for 76: move some to another VirtualIP, and both into a SyncGroup"));
        assertThat(verdict(1280, Stream.concat(Stream.of("fe80::111"), ipv6(76))))
                .isEqualTo(new Accepted());
        assertThat(verdict(1280, Stream.concat(Stream.of("fe80::111"), ipv6(77))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void bothFamiliesCountAlone() {
        assertThat(verdict(9000, Stream.concat(ipv6(100), IntStream.range(0, 28).mapToObj(i -> "10.0.0." + (i + 1)))))
                .isEqualTo(new Accepted());
    }

    @Test
    void version2NeedsRoomForItsAuthentication() {
        // 300 bytes: (300 - 20 - 8) / 4 = 68 addresses in version 3, two fewer in version 2
        assertThat(verdict(300, ipv4(68))).isEqualTo(new Accepted());
        assertThat(verdict(300, ipv4(69))).isInstanceOf(Refused.class);
        assertThat(verdict(300, ipv4(66), 2)).isEqualTo(new Accepted());
        assertThat(verdict(300, ipv4(67), 2)).isInstanceOf(Refused.class);
    }

    private static Verdict verdict(int mtu, Stream<String> texts) {
        return verdict(mtu, texts, 3);
    }

    private static Verdict verdict(int mtu, Stream<String> texts, int version) {
        Specs specs = addresses(texts.toArray(String[]::new)).version(version);
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, 9000, "10.0.0.200/24", "2001:db8::a/64", "fe80::a/64"))
                .node("b", link("eth0", 2, mtu, "10.0.0.201/24", "2001:db8::b/64", "fe80::b/64"))
                .virtualIP("web", specs.on("eth0"))
                .plan();
        return Cluster.outcome(plan, "web").verdict();
    }

    private static Stream<String> ipv4(int count) {
        return IntStream.range(0, count).mapToObj(i -> "10.0.0." + (i + 1));
    }

    private static Stream<String> ipv6(int count) {
        return IntStream.range(0, count).mapToObj(i -> "2001:db8::1:" + Integer.toHexString(i + 1));
    }
}
