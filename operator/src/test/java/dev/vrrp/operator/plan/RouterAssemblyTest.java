package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RouterAssemblyTest {
    @Test
    void aVirtualIPThatGivesOnlyAnAddress() {
        Plan plan = new Cluster()
                .nodes("a")
                .virtualIP("web", addresses("192.168.1.111"))
                .plan();

        assertThat(only(plan, "a"))
                .isEqualTo(new VirtualRouter(
                        "web-ipv4",
                        "web",
                        AddressFamily.IPv4,
                        1,
                        3,
                        "eth0",
                        250,
                        "1s",
                        true,
                        "0s",
                        List.of("192.168.1.111/32"),
                        Transport.Multicast,
                        List.of(),
                        Checksum.PseudoHeader,
                        null,
                        false,
                        null));
    }

    @Test
    void withPeersOutsideTheListIsWhole() {
        Plan plan = new Cluster()
                .nodes("a", "b")
                .virtualIP("web", addresses("192.168.1.111").peers("192.168.1.250"))
                .plan();

        assertThat(only(plan, "a").peers()).containsExactly("192.168.1.11", "192.168.1.250");
        assertThat(only(plan, "b").peers()).containsExactly("192.168.1.10", "192.168.1.250");
    }

    @Test
    void unicastGoesToTheOtherNodes() {
        Cluster cluster = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24", "fe80::10/64", "2001:db8::10/64"))
                .node("b", link("eth0", 2, "192.168.1.11/24", "fe80::11/64", "2001:db8::11/64"));
        Specs specs = addresses("192.168.1.111/24", "2001:db8::111/64").transport(Transport.Unicast);

        assertThat(peersOf("a", cluster.virtualIP("web", specs).plan()))
                .containsExactly(List.of("192.168.1.11"), List.of("fe80::11"));
    }

    @Test
    void unicastToAPeerThatIsNotLinkLocalGoesBetweenSuchAddresses() {
        Cluster cluster = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24", "fe80::10/64", "2001:db8::10/64"))
                .node("b", link("eth0", 2, "192.168.1.11/24", "fe80::11/64", "2001:db8::11/64"));
        Specs specs = addresses("192.168.1.111/24", "2001:db8::111/64").peers("2001:db8::9");

        assertThat(peersOf(
                        "a",
                        cluster.virtualIP("web", specs.transport(Transport.Unicast))
                                .plan()))
                .containsExactly(List.of("192.168.1.11"), List.of("2001:db8::11", "2001:db8::9"));
    }

    private static List<List<String>> peersOf(String node, Plan plan) {
        return Objects.requireNonNull(routers(plan, "web").get(node)).stream()
                .map(VirtualRouter::peers)
                .toList();
    }

    @Test
    void bothFamiliesAreTwoVirtualRoutersWithOneVrid() {
        Cluster cluster = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24", "fe80::1/64"))
                .virtualIP(
                        "web", addresses("192.168.1.111/24", "2001:db8::111/64").vrid(7));

        List<VirtualRouter> routers =
                Objects.requireNonNull(routers(cluster.plan(), "web").get("a"));

        assertThat(routers).extracting(VirtualRouter::name).containsExactly("web-ipv4", "web-ipv6");
        assertThat(routers).extracting(VirtualRouter::vrid).containsOnly(7);
        assertThat(routers)
                .extracting(VirtualRouter::addresses)
                .containsExactly(List.of("192.168.1.111/24"), List.of("2001:db8::111/64"));
        assertThat(Objects.requireNonNull(cluster.plan().nodes().get("a")).syncGroups())
                .as("the agent puts the families of one VirtualIP together")
                .isEmpty();
    }

    @Test
    void theInterfaceIsTheOneWithTheSubnetOfTheFirstAddressThatIsNotLinkLocal() {
        Plan plan = new Cluster()
                .node(
                        "a",
                        link("eth0", 2, "2001:db8:0:1::10/64", "fe80::1/64"),
                        link("eth1", 3, "2001:db8:0:2::10/64", "fe80::2/64"))
                .virtualIP("web", addresses("fe80::111/64", "2001:db8:0:2::111/64"))
                .plan();

        assertThat(only(plan, "a").interfaceName()).isEqualTo("eth1");
    }

    private static VirtualRouter only(Plan plan, String node) {
        return Objects.requireNonNull(routers(plan, "web").get(node)).getFirst();
    }
}
