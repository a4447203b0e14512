package dev.vrrp.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.CommandResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user sees and does with kubectl. */
@ExtendWith(Cluster.Shared.class)
class KubectlTest {
    private final Kubectl kubectl;

    KubectlTest(Cluster cluster) {
        this.kubectl = cluster.admin();
    }

    @AfterEach
    void removeWhatWasMade() {
        kubectl.output("delete", "virtualips,syncgroups,nodeconfigs", "--all");
    }

    @Test
    void explainTellsAUserWhatToWrite() {
        assertThat(wordsOf(kubectl.output("explain", "virtualip")))
                .contains(
                        "A VirtualIP is one or more IP addresses that VRRP keeps on exactly one of the nodes that take part.")
                .contains("Only addresses is needed; all else has a default.");
        assertThat(wordsOf(kubectl.output("explain", "virtualip.spec")))
                .contains(
                        "addresses <[]string> -required- Addresses that the Master holds, such as 192.168.1.111/24 or",
                        "Version 3: 10ms to 40.95s in steps of 10ms. Version 2: whole seconds, 1s to 255s.",
                        "A silent Master is replaced after three to four intervals. Default: 1s.",
                        "false is keepalived's nopreempt. Default: true.",
                        "transport <string> enum: Multicast, Unicast How advertisements travel",
                        "Default: the operator ranks the nodes, so that VirtualIPs spread over them.",
                        "unique on the network segment. Default: allocated, see status.vrid.");
        assertThat(wordsOf(kubectl.output("explain", "virtualip.spec.priorities")))
                .contains("VRRP priority of these nodes, 1 to 254; the highest of those that work becomes Master.");
        assertThat(wordsOf(kubectl.output("explain", "virtualip.spec.authentication.secretRef.key")))
                .contains("Key in the Secret whose value is the password, 1 to 8 bytes.");
        assertThat(wordsOf(kubectl.output("explain", "syncgroup")))
                .contains("A SyncGroup moves its VirtualIPs together: all are Master on one node, or none is.");
        assertThat(wordsOf(kubectl.output("explain", "nodeconfig")))
                .contains("Do not edit it: the operator writes the spec");
    }

    @Test
    void noFieldIsWithoutADescription() {
        for (String kind : new String[] {"virtualip", "syncgroup", "nodeconfig"}) {
            assertThat(kubectl.output("explain", kind + ".spec") + kubectl.output("explain", kind + ".status"))
                    .doesNotContain("<no description>", "<empty>");
        }
    }

    @Test
    void theSimplestOneIsFilledIn() {
        kubectl.output("apply", "-f", example("virtualip.yaml"));
        JsonNode spec = kubectl.json("get", "vip", "ingress").path("spec");

        assertThat(spec.toString())
                .isEqualTo(
                        "{\"addresses\":[\"192.168.1.120/24\"],\"advertisementInterval\":\"1s\",\"checksum\":\"PseudoHeader\","
                                + "\"peers\":[],\"preempt\":true,\"preemptDelay\":\"0s\",\"priorities\":[],\"replicas\":5,"
                                + "\"transport\":\"Multicast\",\"version\":3,\"virtualMAC\":false}");
    }

    @Test
    void theExamplesAreAccepted() {
        kubectl.output("apply", "-f", example(""));

        assertThat(kubectl.json("get", "vip", "vi-1")
                        .at("/spec/priorities/0/priority")
                        .asInt())
                .isEqualTo(100);
        assertThat(kubectl.json("get", "vsg", "vg1").at("/spec/virtualIPs").size())
                .isEqualTo(2);
        kubectl.output("delete", "secret", "vi-1-vrrp", "vi-2-vrrp", "--namespace=vrrp-system");
    }

    @Test
    void getShowsWhatMatters() {
        kubectl.output("apply", "-f", example("virtualip.yaml"));
        kubectl.runWithInput("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: ingress}
                        status:
                          addresses: 192.168.1.120/24
                          vrid: 51
                          master: {node: server-a, since: "2026-01-01T00:00:00.250Z", interface: eth0}
                          conditions:
                          - {type: Ready, status: "True", reason: MasterHoldsAll, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                          - {type: Redundant, status: "False", reason: NoBackup, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                        """, "apply", "--server-side", "--subresource=status", "-f", "-")
                .orThrow();

        assertThat(kubectl.output("get", "vip").lines())
                .first()
                .asString()
                .matches("NAME +ADDRESSES +MASTER +SINCE +READY +AGE");
        assertThat(kubectl.output("get", "vips").lines())
                .last()
                .asString()
                .matches("ingress +192.168.1.120/24 +server-a +[0-9a-z]+ +True +[0-9a-z]+");
        assertThat(kubectl.output("get", "virtualips", "-o", "wide").lines())
                .first()
                .asString()
                .matches("NAME +ADDRESSES +MASTER +SINCE +READY +AGE +VRID +INTERFACE +REDUNDANT +REASON *");
        assertThat(kubectl.output("get", "vip", "-o", "wide").lines())
                .last()
                .asString()
                .matches("ingress .* True .* 51 +eth0 +False +MasterHoldsAll *");
        assertThat(kubectl.run("wait", "--for=condition=Ready", "vip/ingress", "--timeout=5s")
                        .succeeded())
                .isTrue();
        assertThat(kubectl.output("get", "vrrp")).contains("virtualip.vrrp.dev/ingress");
    }

    @Test
    void scaleSaysHowManyNodesTakePart() {
        kubectl.output("apply", "-f", example("virtualip.yaml"));
        kubectl.output("scale", "vip/ingress", "--replicas=3");

        assertThat(kubectl.json("get", "vip", "ingress").at("/spec/replicas").asInt())
                .isEqualTo(3);
        CommandResult tooMany = kubectl.run("scale", "vip/ingress", "--replicas=26");
        assertThat(tooMany.errors()).contains("should be less than or equal to 25");
    }

    @Test
    void aNodeConfigIsFilledInAsTheAgentReadsAFile() {
        kubectl.apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: NodeConfig
                        metadata: {name: server-c}
                        spec:
                          virtualRouters:
                          - {name: api-ipv4, virtualIP: api, vrid: 7, interface: eth0, priority: 250, addresses: [10.0.0.1/24]}
                        """).orThrow();

        assertThat(kubectl.json("get", "nodeconfig", "server-c")
                        .at("/spec/virtualRouters/0")
                        .toString())
                .isEqualTo(
                        "{\"addresses\":[\"10.0.0.1/24\"],\"advertisementInterval\":\"1s\",\"checksum\":\"PseudoHeader\","
                                + "\"family\":\"IPv4\",\"interface\":\"eth0\",\"name\":\"api-ipv4\",\"peers\":[],\"preempt\":true,"
                                + "\"preemptDelay\":\"0s\",\"priority\":250,\"transport\":\"Multicast\",\"version\":3,"
                                + "\"virtualIP\":\"api\",\"virtualMAC\":false,\"vrid\":7}");
    }

    private static String example(String name) {
        return Checkout.find().file("deploy/examples").resolve(name).toString();
    }

    /** The text with every run of white space, line ends included, as one space. */
    private static String wordsOf(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
