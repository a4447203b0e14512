package dev.vrrp.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.runtime.FrameGate.Addressee;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameGateTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.168.1.9");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.168.1.10");
    private static final int VRID = 51;

    private MonotonicInstant now = new MonotonicInstant(0);
    private final FrameGate gate = new FrameGate(() -> now);

    @BeforeEach
    void ours() {
        gate.configured(Set.of(new Addressee("eth0", AddressFamily.IPV4, new VirtualRouterId(VRID))), Set.of(PEER));
    }

    @Test
    void strangersShareAnAllowance() {
        assertThat(admittedOf(100_000, i -> advertisement(VRID, stranger(i)))).isEqualTo(FrameGate.ALLOWANCE);
        assertThat(gate.leftOut()).isEqualTo(100_000 - FrameGate.ALLOWANCE);
        now = now.plusNanos(100_000_000);
        assertThat(admittedOf(1_000, i -> advertisement(VRID, stranger(i)))).isEqualTo(FrameGate.ALLOWANCE / 10);
        now = now.plusNanos(3_600_000_000_000L);
        assertThat(admittedOf(10_000, i -> advertisement(VRID, stranger(i)))).isEqualTo(FrameGate.ALLOWANCE);
    }

    @Test
    void aPeerIsHeardInAnyFlood() {
        admittedOf(100_000, i -> advertisement(VRID, stranger(i)));
        assertThat(admittedOf(100, _ -> advertisement(VRID, PEER))).isEqualTo(100);
        assertThat(admittedOf(100, _ -> advertisement(VRID + 1, PEER)))
                .as("of another virtual router")
                .isZero();
        assertThat(admittedOf(100, _ -> malformed(PEER)))
                .as("forged in its name")
                .isZero();
    }

    @Test
    void whoHasTakenPartIsHeardAndWhoCameFirstKeepsTheirPlace() {
        gate.taken("eth0", OTHER, now);
        for (int i = 0; i < 100_000; i++) {
            gate.taken("eth0", stranger(i), now);
        }
        admittedOf(10_000, i -> advertisement(VRID, stranger(50_000 + i)));

        assertThat(gate.admits("eth0", advertisement(VRID, OTHER))).isTrue();
        assertThat(gate.admits("eth1", advertisement(VRID, OTHER)))
                .as("on another interface: out of its own allowance")
                .isTrue();
        assertThat(admittedOf(1_000, i -> advertisement(VRID, stranger(i))))
                .as("the places are bounded")
                .isLessThan(FrameGate.PLACES);
    }

    @Test
    void aPlaceIsFreeAgainWhenItsSpeakerHasFallenSilent() {
        for (int i = 0; i < 1_000; i++) {
            gate.taken("eth0", stranger(i), now);
        }
        now = now.plusNanos(124_000_000_000L);
        gate.taken("eth0", OTHER, now);
        admittedOf(10_000, i -> advertisement(VRID, stranger(i)));
        assertThat(gate.admits("eth0", advertisement(VRID, OTHER))).isTrue();
    }

    private long admittedOf(int frames, IntFunction<DecodeResult> frame) {
        return IntStream.range(0, frames)
                .filter(i -> gate.admits("eth0", frame.apply(i)))
                .count();
    }

    private static InetAddress stranger(int i) {
        return InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff));
    }

    private static byte[] frame(int vrid, InetAddress source) {
        return AdvertisementEncoder.encode(
                ConfigBuilder.router("web").vrid(vrid).build(),
                new Priority(100),
                source,
                Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_00_09L, 1));
    }

    private static DecodeResult advertisement(int vrid, InetAddress source) {
        return AdvertisementDecoder.decode(frame(vrid, source));
    }

    private static DecodeResult malformed(InetAddress source) {
        byte[] frame = frame(VRID, source);
        frame[frame.length - 1] ^= 1;
        return AdvertisementDecoder.decode(frame);
    }
}
