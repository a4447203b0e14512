package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.lab.TwoNodes;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to the card of the Master: who answers the client, and what the node reports. */
class InterfacesTest {
    private static final String ADDRESS = "192.168.1.11";

    private final TwoNodes nodes = new TwoNodes();
    private RunningAgent a;
    private RunningAgent b;

    @BeforeEach
    void bothNodes() {
        a = RunningAgent.in(nodes.a());
        nodes.plug(nodes.b(), 0);
        b = RunningAgent.in(nodes.b()).configure(router(100).build());
        b.await(State.MASTER);
    }

    @AfterEach
    void tearDown() {
        a.close();
        b.close();
        nodes.close();
    }

    @Test
    void theCarrierIsLost() {
        masterWithItsCard();
        nodes.client().ip("link set a0 down");
        movesToB("interface eth0 is down");
        nodes.client().ip("link set a0 up");
        returnsToA();
    }

    @Test
    void itIsSetDown() {
        masterWithItsCard();
        nodes.a().ip("link set eth0 down");
        movesToB("interface eth0 is down");
        nodes.a().ip("link set eth0 up");
        returnsToA();
    }

    @Test
    void itIsDeletedAndCreatedAgain() {
        masterWithItsCard();
        nodes.a().ip("link del eth0");
        movesToB("interface eth0 does not exist");
        nodes.plug(nodes.a(), 0);
        returnsToA();
    }

    @Test
    void itIsRenamed() {
        masterWithItsCard();
        rename("eth0", "lan0");
        movesToB("interface eth0 does not exist");
        assertThat(nodes.a().ip("addr show dev lan0")).doesNotContain(ADDRESS);
        rename("lan0", "eth0");
        returnsToA();
    }

    @Test
    void itBecomesThePortOfABridge() {
        masterWithItsCard();
        nodes.a().ip("link add br0 type bridge");
        nodes.a().ip("link set br0 up");
        nodes.a().ip("link set eth0 master br0");
        movesToB("interface eth0 is a port of br0, which takes its packets: name br0 in its place");
        nodes.a().ip("link set eth0 nomaster");
        returnsToA();
    }

    @Test
    void itsOwnAddressIsReplaced() {
        masterWithItsCard();
        a.configure(router(200).interval(RunningAgent.CALM).build());
        a.awaitInForce();
        int changes = a.router().transitions().size();
        nodes.a().ip("addr add 192.168.1.109/24 dev eth0");
        nodes.a().ip("addr del 192.168.1.100/24 dev eth0");
        try (Wire wire = Wire.of(nodes.client())) {
            wire.await(frame -> AdvertisementDecoder.decode(frame) instanceof Accepted accepted
                    && InterfaceAddress.text(accepted.advertisement().source()).equals("192.168.1.109"));
        }
        returnsToA();
        assertThat(a.router().transitions()).as("nothing moved").hasSize(changes);
    }

    @Test
    void itsOwnAddressIsLost() {
        masterWithItsCard();
        nodes.a().ip("addr del 192.168.1.100/24 dev eth0");
        movesToB("interface eth0 has no IPv4 address of its own");
        nodes.a().ip("addr add 192.168.1.100/24 dev eth0");
        returnsToA();
    }

    @Test
    void itsMtuBecomesTooSmallForTheAdvertisement() {
        nodes.plug(nodes.a(), 0);
        // 20 bytes of IPv4, 8 of VRRP, 4 for each address: 72
        String[] eleven = IntStream.rangeClosed(11, 21)
                .mapToObj(host -> "192.168.1." + host + "/24")
                .toArray(String[]::new);
        b.configure(router(100).addresses(eleven).build());
        a.configure(router(200).addresses(eleven).build());
        returnsToA();
        nodes.a().ip("link set eth0 mtu 71");
        movesToB("11 addresses do not fit one packet: the MTU of eth0, 71 bytes, has room for 10");
        nodes.a().ip("link set eth0 mtu 72");
        returnsToA();
    }

    @Test
    void itComesLate() {
        a.configure(router(200).build());
        movesToB("interface eth0 does not exist");
        nodes.wire(nodes.a(), 0);
        movesToB("interface eth0 has no IPv4 address of its own");
        nodes.a().ip("addr add 192.168.1.100/24 dev eth0");
        returnsToA();
    }

    private void masterWithItsCard() {
        nodes.plug(nodes.a(), 0);
        a.configure(router(200).build());
        returnsToA();
    }

    private void movesToB(String fault) {
        a.awaitFault(fault);
        nodes.awaitAnswer(ADDRESS, nodes.mac(nodes.b(), 0));
        b.await(State.MASTER);
    }

    private void returnsToA() {
        a.await(State.MASTER);
        nodes.awaitAnswer(ADDRESS, nodes.mac(nodes.a(), 0));
        b.await(State.BACKUP);
    }

    private void rename(String from, String to) {
        nodes.a().ip("link set " + from + " down");
        nodes.a().ip("link set " + from + " name " + to);
        nodes.a().ip("link set " + to + " up");
    }

    private static ConfigBuilder router(int priority) {
        return ConfigBuilder.router("web")
                .addresses(ADDRESS + "/24")
                .priority(priority)
                .interval(Duration.ofMillis(100));
    }
}
