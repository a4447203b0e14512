package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdvertisementCheckTest {
    private static final Authentication NONE = new Authentication.None();
    private static final Authentication ONES = password("1111");

    @Test
    @DisplayName("the same settings on both sides: accepted")
    void fits() {
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(1, ONES, "10.0.0.1/24")))
                .isEmpty();
        assertThat(check(version3(100, "10.0.0.1/24"), version3(100, "10.0.0.1/24")))
                .isEmpty();
    }

    @Test
    @DisplayName("another version: RFC 9568 section 7.1, RFC 3768 section 7.1")
    void version() {
        assertThat(check(version2(1, NONE, "10.0.0.1/24"), version3(100, "10.0.0.1/24")))
                .contains(RejectReason.VERSION);
        assertThat(check(version3(100, "10.0.0.1/24"), version2(1, NONE, "10.0.0.1/24")))
                .contains(RejectReason.VERSION);
    }

    @Test
    @DisplayName("version 2: the Auth Type and the password must match: RFC 3768 section 7.1")
    void authentication() {
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(1, NONE, "10.0.0.1/24")))
                .contains(RejectReason.AUTHENTICATION_TYPE);
        assertThat(check(version2(1, NONE, "10.0.0.1/24"), version2(1, ONES, "10.0.0.1/24")))
                .contains(RejectReason.AUTHENTICATION_TYPE);
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(1, password("1112"), "10.0.0.1/24")))
                .contains(RejectReason.PASSWORD);
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(1, password("1111\0"), "10.0.0.1/24")))
                .as("shorter passwords end in zeros")
                .isEmpty();
    }

    @Test
    @DisplayName("version 2: the interval must match: RFC 3768 section 7.1")
    void version2Interval() {
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(2, ONES, "10.0.0.1/24")))
                .contains(RejectReason.INTERVAL_MISMATCH);
    }

    @Test
    @DisplayName("version 3: a Backup learns the interval: RFC 9568 section 6.4.2")
    void version3Interval() {
        assertThat(check(version3(100, "10.0.0.1/24"), version3(10, "10.0.0.1/24")))
                .isEmpty();
    }

    @Test
    @DisplayName("another list of addresses is no reason, in neither version")
    void addresses() {
        assertThat(check(version2(1, ONES, "10.0.0.1/24"), version2(1, ONES, "10.0.0.2/24")))
                .isEmpty();
        assertThat(check(version3(100, "10.0.0.1/24"), version3(100, "10.0.0.2/24")))
                .isEmpty();
    }

    private static Optional<RejectReason> check(VirtualRouterConfig ours, VirtualRouterConfig theirs) {
        byte[] frame = AdvertisementEncoder.encode(
                theirs,
                theirs.priority(),
                InetAddress.ofLiteral("10.0.0.9"),
                Envelope.multicast(AddressFamily.IPV4, 1, 0));
        return AdvertisementCheck.check(ours, (Accepted) AdvertisementDecoder.decode(frame));
    }

    private static VirtualRouterConfig version2(int seconds, Authentication authentication, String address) {
        return config(ProtocolVersion.V2, AdvertisementInterval.ofSeconds(seconds), authentication, address);
    }

    private static VirtualRouterConfig version3(int centiseconds, String address) {
        return config(ProtocolVersion.V3, AdvertisementInterval.ofCentiseconds(centiseconds), NONE, address);
    }

    private static VirtualRouterConfig config(
            ProtocolVersion version, AdvertisementInterval interval, Authentication authentication, String address) {
        return new VirtualRouterConfig(
                "vi-1",
                AddressFamily.IPV4,
                new VirtualRouterId(51),
                version,
                "eth0",
                new Priority(100),
                interval,
                true,
                Duration.ZERO,
                List.of(InterfaceAddress.parse(address)),
                ChecksumMode.PSEUDO_HEADER,
                authentication,
                List.of());
    }

    private static Authentication password(String text) {
        return Authentication.SimplePassword.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
