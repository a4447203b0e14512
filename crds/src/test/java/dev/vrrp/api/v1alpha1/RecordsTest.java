package dev.vrrp.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The records as documents: what a user, the API server and the agent's file on disk hold. */
class RecordsTest {
    private static final String EVERYTHING = """
            apiVersion: vrrp.dev/v1alpha1
            kind: VirtualIP
            metadata:
              name: ingress
            spec:
              addresses: [192.168.1.111/24, 192.168.1.112]
              interface: eth0
              vrid: 51
              version: 2
              advertisementInterval: 2s
              preempt: false
              preemptDelay: 5s
              transport: Unicast
              peers: [192.168.1.10]
              checksum: RFC9568
              nodeSelector: {matchExpressions: [{key: zone, operator: In, values: [a, b]}]}
              replicas: 3
              priorities:
              - {node: node-1, priority: 150}
              - {nodeSelector: {matchLabels: {zone: a}}, priority: 120}
              authentication: {type: SimplePassword, secretRef: {name: ingress-vrrp, key: password}}
              virtualMAC: true
              track: {interfaces: [{name: eth1}, {name: eth2, weight: -20}]}
            status:
              observedGeneration: 4
              addresses: 192.168.1.111/24,192.168.1.112
              vrid: 51
              replicas: 2
              master: {node: node-1, since: "2026-01-01T00:00:00Z", priority: 150, interface: eth0, previous: node-2,
                       reason: MasterSilent, outage: 3.24s}
              nodes:
              - node: node-1
                state: Master
                since: "2026-01-01T00:00:00Z"
                priority: 150
                interface: eth0
                transitions: [{time: "2026-01-01T00:00:00Z", from: Backup, to: Master, reason: MasterSilent}]
              conditions:
              - {type: Ready, status: "True", observedGeneration: 4, lastTransitionTime: "2026-01-01T00:00:00Z",
                 reason: MasterFound, message: ""}
            """;

    @Test
    void aVirtualIPKeepsEveryFieldThroughYamlAndJson() {
        VirtualIP read = Serialization.unmarshal(EVERYTHING, VirtualIP.class);
        VirtualIP throughYaml = Serialization.unmarshal(Serialization.asYaml(read), VirtualIP.class);
        VirtualIP throughJson = Serialization.unmarshal(Serialization.asJson(read), VirtualIP.class);

        assertThat(throughYaml.getSpec()).isEqualTo(read.getSpec());
        assertThat(throughYaml.getStatus()).isEqualTo(read.getStatus());
        assertThat(throughJson.getSpec()).isEqualTo(read.getSpec());
        assertThat(throughJson.getStatus()).isEqualTo(read.getStatus());
        assertThat(read.getSpec()).hasNoNullFieldsOrProperties();
        assertThat(read.getSpec().priorities())
                .last()
                .isEqualTo(new NodePriority(null, new NodeSelector(Map.of("zone", "a"), List.of()), 120));
        assertThat(Serialization.asYaml(read)).contains("interface: \"eth0\"").doesNotContain("interfaceName");
    }

    @Test
    void aFileWithoutDefaultsReadsAsTheApiServerWouldFillItIn() {
        NodeConfig read = Serialization.unmarshal("""
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: node-1}
                spec:
                  virtualRouters:
                  - {name: api-ipv4, virtualIP: api, vrid: 7, interface: eth0, priority: 250, addresses: [10.0.0.1/24]}
                """, NodeConfig.class);

        assertThat(read.getSpec().syncGroups()).isEmpty();
        assertThat(read.getSpec().virtualRouters())
                .singleElement()
                .isEqualTo(new VirtualRouter(
                        "api-ipv4",
                        "api",
                        AddressFamily.IPv4,
                        7,
                        3,
                        "eth0",
                        250,
                        "1s",
                        true,
                        "0s",
                        List.of("10.0.0.1/24"),
                        Transport.Multicast,
                        List.of(),
                        Checksum.PseudoHeader,
                        null,
                        false,
                        null));
    }

    @Test
    void listsAreCopiedAtTheEdge() {
        List<String> members = new ArrayList<>(List.of("vi-1", "vi-2"));
        SyncGroupSpec spec = new SyncGroupSpec(members, null);
        members.clear();

        assertThat(spec.virtualIPs()).containsExactly("vi-1", "vi-2");
        assertThatThrownBy(() -> spec.virtualIPs().add("vi-3")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anEmptySelectorIsWrittenBecauseItMatchesEveryNode() {
        NodePriority all = new NodePriority(null, new NodeSelector(Map.of(), List.of()), 10);

        assertThat(Serialization.asJson(all)).contains("\"nodeSelector\"");
    }
}
