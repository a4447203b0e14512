package dev.vrrp.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.ObservedSecret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    @Test
    void ofASecretOnlyLengthsAreTaken() {
        ObservedSecret secret = Snapshots.of(new SecretBuilder()
                .withNewMetadata()
                .withName("web")
                .withResourceVersion("12")
                .endMetadata()
                .addToData("password", "MTExMQ==")
                .addToData("empty", "")
                .build());

        assertThat(secret).isEqualTo(new ObservedSecret("web", "12", Map.of("password", 4, "empty", 0)));
        assertThat(secret.toString()).doesNotContain("1111").doesNotContain("MTExMQ");
    }

    @Test
    void theOrderThatAnApiServerKeepsDoesNotMatter() {
        NodeConfig config = new NodeConfig();
        config.setSpec(new NodeConfigSpec(
                List.of(router("b", List.of("2", "1"), "eth1", "eth0"), router("a", List.of())),
                List.of(new RouterGroup("g2", List.of("b", "a")), new RouterGroup("g1", List.of("a", "b")))));

        assertThat(Snapshots.spec(config))
                .isEqualTo(new NodeConfigSpec(
                        List.of(router("a", List.of()), router("b", List.of("1", "2"), "eth0", "eth1")),
                        List.of(new RouterGroup("g1", List.of("a", "b")), new RouterGroup("g2", List.of("a", "b")))));
    }

    @Test
    void noNodeConfigIsAnEmptyOne() {
        assertThat(Snapshots.spec(null)).isEqualTo(new NodeConfigSpec(List.of(), List.of()));
        assertThat(Snapshots.spec(new NodeConfig())).isEqualTo(new NodeConfigSpec(List.of(), List.of()));
    }

    private static VirtualRouter router(String name, List<String> peers, String... tracked) {
        return new VirtualRouter(
                name,
                name,
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
                peers,
                Checksum.PseudoHeader,
                null,
                false,
                tracked.length == 0
                        ? null
                        : new Track(List.of(tracked).stream()
                                .map(link -> new TrackedInterface(link, null))
                                .toList()));
    }
}
