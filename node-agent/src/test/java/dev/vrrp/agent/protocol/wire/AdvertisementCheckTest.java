package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdvertisementCheckTest {
    @Test
    @DisplayName("the same settings on both sides: accepted")
    void fits() {
        assertThat(check(version2(), version2())).isEmpty();
        assertThat(check(version3(), version3())).isEmpty();
    }

    @Test
    @DisplayName("another version: RFC 9568 section 7.1, RFC 3768 section 7.1")
    @Conforms({"RFC 9568 7.1 version", "RFC 3768 7.1 version"})
    void version() {
        assertThat(check(version2(), version3())).contains(RejectReason.VERSION);
        assertThat(check(version3(), version2())).contains(RejectReason.VERSION);
    }

    @Test
    @DisplayName("version 2: the Auth Type and the password must match: RFC 3768 section 7.1")
    @Conforms("RFC 3768 7.1 authentication")
    void authentication() {
        ConfigBuilder without = ConfigBuilder.router("vi-1").version2();
        assertThat(check(version2(), without)).contains(RejectReason.AUTHENTICATION_TYPE);
        assertThat(check(without, version2())).contains(RejectReason.AUTHENTICATION_TYPE);
        assertThat(check(version2(), version2().password("1112"))).contains(RejectReason.PASSWORD);
        assertThat(check(version2(), version2().password("1111\0")))
                .as("shorter passwords end in zeros")
                .isEmpty();
    }

    @Test
    @DisplayName("version 2: the interval must match: RFC 3768 section 7.1")
    @Conforms("RFC 3768 7.1 interval")
    void version2Interval() {
        assertThat(check(version2(), version2().interval(Duration.ofSeconds(2))))
                .contains(RejectReason.INTERVAL_MISMATCH);
    }

    @Test
    @DisplayName("version 3: a Backup learns the interval: RFC 9568 section 6.4.2")
    void version3Interval() {
        assertThat(check(version3(), version3().interval(Duration.ofMillis(100))))
                .isEmpty();
    }

    @Test
    @DisplayName("another list of addresses is no reason, in neither version")
    void addresses() {
        assertThat(check(version2(), version2().addresses("10.0.0.1/24", "10.0.0.2/24")))
                .isEmpty();
        assertThat(check(version3(), version3().addresses("10.0.0.1/24", "10.0.0.2/24")))
                .isEmpty();
    }

    @Test
    @DisplayName("unicast: the sender must be a peer; multicast: whoever speaks takes part")
    void source() {
        assertThat(check(version3().unicast("192.168.1.108", "192.168.1.109"), version3()))
                .isEmpty();
        assertThat(check(version3().unicast("192.168.1.108"), version3())).contains(RejectReason.UNKNOWN_SOURCE);
        assertThat(check(version3().unicast(), version3())).contains(RejectReason.UNKNOWN_SOURCE);
        assertThat(check(version3().peers("192.168.1.108"), version3())).isEmpty();
    }

    private static Optional<RejectReason> check(ConfigBuilder ours, ConfigBuilder theirs) {
        VirtualRouterConfig sender = theirs.build();
        byte[] frame = AdvertisementEncoder.encode(
                sender,
                sender.priority(),
                InetAddress.ofLiteral("192.168.1.109"),
                Envelope.multicast(AddressFamily.IPV4, 1, 0));
        return AdvertisementCheck.check(ours.build(), (Accepted) AdvertisementDecoder.decode(frame));
    }

    private static ConfigBuilder version2() {
        return ConfigBuilder.router("vi-1").version2().password("1111");
    }

    private static ConfigBuilder version3() {
        return ConfigBuilder.router("vi-1");
    }
}
