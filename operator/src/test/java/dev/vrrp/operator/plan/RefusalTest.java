package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.operator.plan.Verdict.Accepted;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    192.168.1.300    | "192.168.1.300" is no IP address
                    192.168.1        | "192.168.1" is no IP address
                    192.168.1.1/33   | "192.168.1.1/33" is no IP address
                    192.168.1.01     | "192.168.1.01" is no IP address
                    host.example     | "host.example" is no IP address
                    fe80::1%eth0     | "fe80::1%eth0" is no IP address
                    ::ffff:10.0.0.1  | "::ffff:10.0.0.1" is no IP address
                    0.0.0.0          | 0.0.0.0 is unspecified
                    127.0.0.1        | 127.0.0.1 is unspecified, loopback
                    224.0.0.18       | 224.0.0.18 is unspecified, loopback, multicast
                    255.255.255.255  | 255.255.255.255 is unspecified, loopback, multicast or broadcast
                    192.168.1.0/24   | 192.168.1.0/24 is a network
                    """)
    void whatIsNoAddress(String address, String expected) {
        assertThat(refusal(addresses(address)).reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(refusal(addresses(address)).message()).startsWith("spec.addresses: " + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.111", "192.168.1.111/24", "192.168.1.0/31", "192.168.1.0/32"})
    void whatIsAnAddress(String address) {
        assertThat(verdict(addresses(address))).isEqualTo(new Accepted());
    }

    @Test
    void anAddressTwice() {
        assertThat(refusal(addresses("192.168.1.1", "192.168.1.1/24")).message())
                .isEqualTo(
                        "spec.addresses: 192.168.1.1/24 is listed twice: list each address once, whatever its prefix length");
    }

    @Test
    void ipv6WithVersion2() {
        assertThat(refusal(addresses("2001:db8::1").version(2)).message())
                .isEqualTo("spec.addresses: version 2 is IPv4 only: set spec.version to 3 for 2001:db8::1");
    }

    @ParameterizedTest
    @CsvSource({"2,1.5s", "2,500ms", "2,256s", "3,15ms", "3,0s", "3,41s", "3,one second"})
    void intervalsThatTheVersionDoesNotHave(int version, String interval) {
        assertThat(refusal(addresses("192.168.1.1").version(version).interval(interval))
                        .message())
                .startsWith("spec.advertisementInterval: ")
                .contains(interval);
    }

    @ParameterizedTest
    @CsvSource({"2,1s", "2,4.25m", "3,10ms", "3,40.95s"})
    void intervalsThatItHas(int version, String interval) {
        assertThat(verdict(addresses("192.168.1.1").version(version).interval(interval)))
                .isEqualTo(new Accepted());
    }

    @Test
    void numbersOutOfRange() {
        assertThat(refusal(addresses("192.168.1.1").vrid(256)).message()).startsWith("spec.vrid: 256 is no VRID");
        assertThat(refusal(addresses("192.168.1.1").replicas(0)).message()).startsWith("spec.replicas: 0 is out of");
        assertThat(refusal(addresses("192.168.1.1").version(4)).message()).startsWith("spec.version: 4 does not exist");
        assertThat(refusal(addresses("192.168.1.1").priority("a", 255)).message())
                .startsWith("spec.priorities: 255 is out of range");
        assertThat(refusal(addresses("192.168.1.1").preemptDelay("1001s")).message())
                .isEqualTo("spec.preemptDelay: it must be 0s to 1000s, not \"1001s\"");
        assertThat(refusal(addresses("192.168.1.1").peers("10.0.0.0/8")).message())
                .startsWith("spec.peers: \"10.0.0.0/8\" is no address of a router");
        assertThat(refusal(addresses("192.168.1.1").version(2).checksum(Checksum.RFC9568))
                        .message())
                .startsWith("spec.checksum: RFC9568 exists in version 3 only");
        assertThat(refusal(addresses("192.168.1.1").password("s", "k").version(3))
                        .message())
                .startsWith("spec.authentication: SimplePassword exists in version 2 only");
        assertThat(refusal(addresses("192.168.1.1").virtualMac().transport(Transport.Unicast))
                        .message())
                .startsWith("spec.virtualMAC: it needs transport Multicast");
    }

    @Test
    void anAddressOfAnother() {
        Plan plan = new Cluster()
                .nodes("a")
                .virtualIP("older", addresses("192.168.1.101/24"))
                .virtualIP("younger", addresses("192.168.1.102", "192.168.1.101"))
                .plan();

        assertThat(outcome(plan, "older").verdict()).isEqualTo(new Accepted());
        assertThat(outcome(plan, "younger").verdict())
                .isEqualTo(new Refused(
                        Reason.AddressConflict,
                        "spec.addresses: 192.168.1.101/32 belongs to VirtualIP \"older\": list another address, or remove it"
                                + " there first"));
    }

    @Test
    void anAddressIsFreeOnceItsHolderGaveItUp() {
        Cluster cluster = new Cluster().nodes("a").virtualIP("first", addresses("192.168.1.101"));
        cluster.apply();
        cluster.virtualIP("first", addresses("192.168.1.102")).virtualIP("second", addresses("192.168.1.101"));

        assertThat(outcome(cluster.apply(), "second").verdict()).isInstanceOf(Refused.class);
        assertThat(outcome(cluster.apply(), "second").verdict()).isEqualTo(new Accepted());
    }

    @Test
    void aRefusedSpecLeavesInForceWhatRan() {
        Cluster cluster = new Cluster()
                .nodes("a", "b")
                .virtualIP("vip", addresses("192.168.1.101").vrid(9));
        Plan before = cluster.apply();

        Plan plan = cluster.virtualIP("vip", addresses("nonsense").vrid(10)).apply();

        assertThat(plan.nodes()).isEqualTo(before.nodes());
        assertThat(outcome(plan, "vip").verdict()).isInstanceOf(Refused.class);
        assertThat(outcome(plan, "vip").vrid()).isEqualTo(9);
        assertThat(outcome(plan, "vip").addresses()).containsExactly("192.168.1.101/32");
        assertThat(outcome(plan, "vip").participants()).hasSize(2);
    }

    @Test
    void aDeletedOneLeavesAtOnceAlsoWhenItWasRefused() {
        Cluster cluster = new Cluster().nodes("a").virtualIP("vip", addresses("192.168.1.101"));
        cluster.apply();
        cluster.virtualIP("vip", addresses("nonsense")).apply();

        Plan plan = cluster.withoutVirtualIP("vip").plan();

        assertThat(routers(plan, "vip")).isEmpty();
    }

    private static Verdict verdict(Specs spec) {
        return outcome(
                        new Cluster()
                                .nodes("a")
                                .virtualIP("vip", spec)
                                .secret("s", "k", 4)
                                .plan(),
                        "vip")
                .verdict();
    }

    private static Refused refusal(Specs spec) {
        return (Refused) verdict(spec);
    }
}
