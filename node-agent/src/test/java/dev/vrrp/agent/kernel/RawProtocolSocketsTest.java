package dev.vrrp.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.runtime.ProtocolSockets.ProtocolSocket;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawProtocolSocketsTest {
    private final RawProtocolSockets sockets = new RawProtocolSockets();
    private NetworkNamespace node;

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        node.ip("link add eth0 type veth peer name port0");
        node.ip("link set eth0 up");
        node.ip("link set port0 up");
    }

    @AfterEach
    void tearDown() {
        node.close();
    }

    @Test
    void bothGroupsWithoutAnyIpv4Address() {
        try (ProtocolSocket _ = open()) {
            assertThat(groups()).contains("224.0.0.18", "ff02::12");
        }
        assertThat(groups()).doesNotContain("224.0.0.18", "ff02::12");
    }

    @Test
    void ipv4AloneWhereThereIsNoIpv6() {
        // IPv6 leaves an interface whose MTU is below 1280
        node.ip("link set eth0 mtu 1000");
        try (ProtocolSocket _ = open()) {
            assertThat(groups()).contains("224.0.0.18").doesNotContain("ff02::12");
        }
    }

    @Test
    void ipv4WhereIpv6IsDisabled() {
        node.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/eth0/disable_ipv6"), "1"));
        try (ProtocolSocket _ = open()) {
            assertThat(groups()).contains("224.0.0.18");
        }
    }

    @Test
    void severalAtATime() {
        ProtocolSocket first = open();
        try (ProtocolSocket _ = open()) {
            first.close();
            assertThat(groups()).contains("224.0.0.18", "ff02::12");
        }
    }

    @Test
    void aMissingInterfaceIsRefused() {
        assertThatThrownBy(() -> node.run(() -> sockets.open(4711)))
                .hasMessageContaining("join 224.0.0.18 on interface 4711: ENODEV");
    }

    @Test
    void aSwitchThatSnoopsHearsOfIt() {
        node.ip("link add switch type bridge mcast_snooping 1 mcast_querier 1");
        node.ip("link set switch up");
        node.ip("link set port0 master switch");
        try (ProtocolSocket _ = open()) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> node.exec("bridge mdb show").contains("port port0 grp ff02::12"));
        }
    }

    private ProtocolSocket open() {
        return node.run(() -> sockets.open(NetworkInterface.getByName("eth0").getIndex()));
    }

    private String groups() {
        return node.ip("maddr show dev eth0");
    }
}
