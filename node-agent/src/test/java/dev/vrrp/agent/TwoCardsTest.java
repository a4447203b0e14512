package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.TwoNodes;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node with two cards on one LAN: each of them answers for its own addresses alone, whichever of the two a virtual router runs on. */
class TwoCardsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String ADDRESS = "192.168.1.11";

    private final TwoNodes nodes = new TwoNodes();
    private RunningAgent agent;

    @BeforeEach
    void twoCards() {
        for (String setting : List.of("arp_ignore", "arp_announce", "rp_filter", "promote_secondaries")) {
            set("default", setting, "0");
            set("all", setting, "0");
        }
        nodes.plug(nodes.a(), 0);
        nodes.plug(nodes.a(), 1);
        nodes.a().ip("link add eth2 type veth peer name other");
        nodes.a().ip("link set eth2 up");
        nodes.a().ip("addr add 192.168.2.102/24 dev eth2");
        agent = RunningAgent.in(nodes.a());
    }

    @AfterEach
    void tearDown() {
        agent.close();
        nodes.close();
    }

    @Test
    void onlyTheCardThatCarriesAnAddressAnswersForIt() {
        assertThat(macs("192.168.1.100")).as("by the defaults of Linux").hasSize(2);

        run("eth0");

        assertThat(macs(ADDRESS)).containsExactly(mac(0));
        assertThat(macs("192.168.1.100")).containsExactly(mac(0));
        assertThat(macs("192.168.1.101")).containsExactly(mac(1));
        assertThat(get("eth2", "arp_ignore")).as("a card of another LAN").isEqualTo("0");
    }

    @Test
    void whoeverHasTheWrongMacAddressLearnsTheRightOne() {
        nodes.client().ip("neigh replace 192.168.1.100 lladdr " + mac(1) + " dev eth0 nud reachable");

        run("eth0");

        await().atMost(BOUND)
                .until(() ->
                        nodes.neighbour("192.168.1.100").filter(mac(0)::equals).isPresent());
    }

    @Test
    void theSecondCardAnswersWhereTheWayBackLeadsOverTheFirst() {
        set("eth1", "rp_filter", "1");

        run("eth1");

        nodes.awaitAnswer(ADDRESS, mac(1));
        agent.configure();
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(get("eth1", "rp_filter")).isEqualTo("1"));
    }

    @Test
    void aCardThatComesLaterIsSetToo() {
        nodes.a().ip("link del eth1");
        run("eth0");
        nodes.plug(nodes.a(), 1);
        await().atMost(BOUND).untilAsserted(() -> assertThat(macs(ADDRESS)).containsExactly(mac(0)));
    }

    @Test
    void theSettingsArePutBackWhenTheLastAddressLeaves() {
        run("eth0");
        assertThat(List.of(get("eth0", "arp_ignore"), get("eth1", "arp_ignore")))
                .containsOnly("1");

        agent.configure();

        await().atMost(BOUND).untilAsserted(() -> assertThat(List.of(
                        get("eth0", "arp_ignore"),
                        get("eth0", "arp_announce"),
                        get("eth0", "promote_secondaries"),
                        get("eth1", "arp_ignore"),
                        get("eth1", "arp_announce"),
                        get("eth1", "promote_secondaries")))
                .containsOnly("0"));
    }

    @Test
    void theSettingsArePutBackOnACardThatWasRenamed() {
        run("eth0");
        nodes.a().ip("link set eth0 down");
        nodes.a().ip("link set eth0 name lan0");
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(get("lan0", "arp_ignore")).isEqualTo("0"));
    }

    private void run(String card) {
        agent.becomeCalmMaster(ConfigBuilder.router("web").on(card).addresses(ADDRESS + "/24"));
        nodes.awaitAnswer(ADDRESS, mac(card.equals("eth0") ? 0 : 1));
    }

    /** Whose cards answer an ARP request of the client. */
    private List<String> macs(String address) {
        String output = nodes.client().exec("arping -w 1 -I eth0 " + address);
        return List.of(mac(0), mac(1)).stream()
                .filter(mac -> output.toLowerCase(Locale.ROOT).contains(mac))
                .toList();
    }

    private String mac(int card) {
        return nodes.mac(nodes.a(), card);
    }

    private String get(String device, String setting) {
        return nodes.a().run(() -> Files.readString(path(device, setting)).strip());
    }

    private void set(String device, String setting, String value) {
        NetworkNamespace node = nodes.a();
        node.run(() -> Files.writeString(path(device, setting), value));
    }

    private static Path path(String device, String setting) {
        return Path.of("/proc/sys/net/ipv4/conf", device, setting);
    }
}
