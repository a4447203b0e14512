package dev.vrrp.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.Agent;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.operator.plan.ClusterSnapshot;
import dev.vrrp.operator.plan.ObservedNode;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotMemoryTest {
    private final SnapshotMemory memory = new SnapshotMemory("vrrp-system", Set.of());
    private final Heartbeats heartbeats = new Heartbeats(0, Duration.ofSeconds(10));

    @Test
    void whatIsTakenOfTheSameObjectsIsTheSameObject() {
        Node node = node("uid-1");
        NodeConfig config = reported();

        ObservedNode first = take(node, List.of(config));

        assertThat(take(node, List.of(config))).isSameAs(first);
    }

    @Test
    void aNodeWhoseNodeConfigSomebodyDeletedIsWhatItsAgentSaidLast() {
        Node node = node("uid-1");
        ObservedNode before = take(node, List.of(reported()));

        assertThat(take(node, List.of())).isEqualTo(before);
        assertThat(take(node, List.of(unreported()))).isEqualTo(before);
        assertThat(before.runsAgent()).isTrue();
        assertThat(before.interfaces()).hasSize(1);
    }

    @Test
    void anotherNodeOfTheSameNameHasSaidNothing() {
        take(node("uid-1"), List.of(reported()));

        ObservedNode another = take(node("uid-2"), List.of());

        assertThat(another.runsAgent()).isFalse();
        assertThat(another.interfaces()).isEmpty();
    }

    private ObservedNode take(Node node, List<NodeConfig> configs) {
        Observation observation = Observation.of(List.of(), List.of(), List.of(node), configs, List.of());
        ClusterSnapshot snapshot = memory.take(observation, heartbeats, 1, Plan.NOTHING);
        return snapshot.nodes().getFirst();
    }

    private static Node node(String uid) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("server-a")
                .withUid(uid)
                .endMetadata()
                .build();
    }

    private static NodeConfig unreported() {
        NodeConfig config = new NodeConfig();
        config.setMetadata(new ObjectMetaBuilder().withName("server-a").build());
        return config;
    }

    private static NodeConfig reported() {
        NodeConfig config = unreported();
        config.setStatus(new NodeConfigStatus(
                1L,
                new Agent("0.1.0", "2026-01-01T00:00:00Z"),
                List.of(new NodeInterface("eth0", 2, true, null, 1500, List.of("192.168.1.10/24"))),
                List.of(),
                List.of(),
                List.of()));
        return config;
    }
}
