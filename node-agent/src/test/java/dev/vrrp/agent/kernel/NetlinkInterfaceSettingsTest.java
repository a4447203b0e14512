package dev.vrrp.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vrrp.agent.lab.NetworkNamespace;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetlinkInterfaceSettingsTest {
    private NetworkNamespace node;
    private NetlinkInterfaceSettings settings;
    private int eth0;

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        node.ip("link add eth0 type veth peer name eth1");
        settings = node.run(NetlinkInterfaceSettings::open);
        eth0 = node.run(() -> NetworkInterface.getByName("eth0").getIndex());
        write("arp_ignore", 0);
        write("arp_announce", 0);
        write("promote_secondaries", 0);
    }

    @AfterEach
    void tearDown() {
        settings.close();
        node.close();
    }

    @Test
    void theyAreSetOnThatInterfaceAloneAndPutBack() throws IOException {
        List<String> other = read("eth1");
        settings.prepare(eth0, false);
        assertThat(read("eth0")).containsExactly("1", "2", "1");
        assertThat(read("eth1")).isEqualTo(other);
        settings.restore(eth0);
        assertThat(read("eth0")).containsExactly("0", "0", "0");
    }

    @Test
    void whatWasRightBeforeStays() throws IOException {
        write("arp_ignore", 1);
        write("arp_announce", 1);
        settings.prepare(eth0, false);
        settings.prepare(eth0, false);
        settings.restore(eth0);
        assertThat(read("eth0")).containsExactly("1", "1", "0");
    }

    @Test
    void whatSomebodyElseSetMeanwhileIsTheirs() throws IOException {
        settings.prepare(eth0, false);
        write("arp_ignore", 2);
        settings.restore(eth0);
        assertThat(read("eth0")).containsExactly("2", "0", "0");
        write("arp_announce", 2);
        settings.restore(eth0);
        assertThat(read("eth0")).containsExactly("2", "2", "0");
    }

    @Test
    void aSecondPrepareRepairsAndRemembersTheFirst() throws IOException {
        write("arp_announce", 1);
        settings.prepare(eth0, false);
        write("arp_announce", 0);
        settings.prepare(eth0, false);
        assertThat(read("eth0")).containsExactly("1", "2", "1");
        settings.restore(eth0);
        assertThat(read("eth0")).containsExactly("0", "1", "0");
    }

    @Test
    void anInterfaceThatIsGoneNeedsNoRestore() throws IOException {
        settings.prepare(eth0, false);
        node.ip("link del eth0");
        settings.restore(eth0);
        assertThatThrownBy(() -> settings.prepare(eth0, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("read interface " + eth0 + ": ENODEV");
    }

    @Test
    void theNextAgentPutsBackWhatOneThatWasKilledHasChanged(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("state").resolve("interface-settings");
        write("arp_announce", 1);
        try (NetlinkInterfaceSettings killed = node.run(() -> NetlinkInterfaceSettings.open(file))) {
            killed.prepare(eth0, false);
        }
        try (NetlinkInterfaceSettings next = node.run(() -> NetlinkInterfaceSettings.open(file))) {
            next.prepare(eth0, false);
            assertThat(read("eth0")).containsExactly("1", "2", "1");
            next.restore(eth0);
            assertThat(read("eth0")).containsExactly("0", "1", "0");
        }
        write("arp_ignore", 1);
        try (NetlinkInterfaceSettings third = node.run(() -> NetlinkInterfaceSettings.open(file))) {
            third.restore(eth0);
            assertThat(read("eth0")).as("nothing is left to put back").containsExactly("1", "1", "0");
        }
    }

    @Test
    void aStrictReversePathFilterBecomesLooseWhereTwoCardsShareALan() throws IOException {
        write("rp_filter", 1);
        settings.prepare(eth0, false);
        assertThat(readOne("rp_filter")).isEqualTo("1");
        settings.prepare(eth0, true);
        assertThat(readOne("rp_filter")).isEqualTo("2");
        settings.restore(eth0);
        assertThat(readOne("rp_filter")).isEqualTo("1");
        write("rp_filter", 0);
        settings.prepare(eth0, true);
        assertThat(readOne("rp_filter")).as("none stays none").isEqualTo("0");
    }

    @Test
    void theFileForgetsAnInterfaceThatIsGone(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("settings");
        try (NetlinkInterfaceSettings kept = node.run(() -> NetlinkInterfaceSettings.open(file))) {
            kept.prepare(eth0, false);
            assertThat(kept.changed()).containsExactly(eth0);
            node.ip("link del eth0");
            kept.restore(eth0);
            assertThat(kept.changed()).isEmpty();
        }
        assertThat(Files.readAllLines(file)).as("the boot alone").hasSize(1);
    }

    @Test
    void whatWasKeptBeforeAReboot(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("settings"), "another-boot\n" + eth0 + " ARP_IGNORE 0\n");
        write("arp_ignore", 1);
        try (NetlinkInterfaceSettings next = node.run(() -> NetlinkInterfaceSettings.open(file))) {
            next.restore(eth0);
            assertThat(read("eth0")).as("is of no use after it").containsExactly("1", "0", "0");
        }
    }

    private List<String> read(String link) {
        return node.run(() -> List.of(
                Files.readString(setting(link, "arp_ignore")).strip(),
                Files.readString(setting(link, "arp_announce")).strip(),
                Files.readString(setting(link, "promote_secondaries")).strip()));
    }

    private String readOne(String name) {
        return node.run(() -> Files.readString(setting("eth0", name)).strip());
    }

    private void write(String name, int value) {
        node.run(() -> Files.writeString(setting("eth0", name), value + "\n"));
    }

    private static Path setting(String link, String name) {
        return Path.of("/proc/sys/net/ipv4/conf", link, name);
    }
}
