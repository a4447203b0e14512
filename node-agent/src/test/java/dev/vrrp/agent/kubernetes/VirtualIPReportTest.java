package dev.vrrp.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.Master;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VirtualIPReportTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final Change TAKEOVER =
            new Change(NOON, State.BACKUP, State.MASTER, TransitionReason.MASTER_SILENT, Duration.ofMillis(3_240));
    private static final Change START =
            new Change(NOON.minusSeconds(60), State.INITIALIZE, State.BACKUP, TransitionReason.STARTED, null);
    private static final RouterReport MASTER =
            new RouterReport("ingress-ipv4", "eth0", State.MASTER, 150, List.of(), List.of(TAKEOVER, START));
    private static final RouterReport BACKUP =
            new RouterReport("ingress-ipv6", "eth0", State.BACKUP, 150, List.of(), List.of(START));

    @Test
    void aMasterNamesItselfAndTheOneBefore() {
        VirtualIPStatus status = VirtualIPReport.status("node-1", List.of(MASTER), Optional.of(master("node-2", null)));

        assertThat(status.master())
                .isEqualTo(new Master(
                        "node-1", "2026-11-23T12:00:00.123Z", 150, "eth0", "node-2", "MasterSilent", "3.24s"));
        assertThat(status.nodes()).singleElement().satisfies(node -> {
            assertThat(node.state()).isEqualTo(RouterState.Master);
            assertThat(node.transitions()).hasSize(2);
            assertThat(node.reason()).isEqualTo("MasterSilent");
        });
    }

    @Test
    void aMasterThatReportsAgainStillKnowsTheOneBefore() {
        VirtualIPStatus status =
                VirtualIPReport.status("node-1", List.of(MASTER), Optional.of(master("node-1", "node-3")));

        assertThat(status.master()).isNotNull().extracting(Master::previous).isEqualTo("node-3");
    }

    @Test
    void aNodeIsMasterWhereBothFamiliesAre() {
        VirtualIPStatus status = VirtualIPReport.status("node-1", List.of(MASTER, BACKUP), Optional.empty());

        assertThat(status.master()).isNull();
        assertThat(status.nodes()).singleElement().satisfies(node -> assertThat(node.state())
                .isEqualTo(RouterState.Backup));
    }

    @Test
    void aFaultSaysWhatIsWrong() {
        Change fault = new Change(NOON, State.MASTER, State.FAULT, TransitionReason.INTERFACE_DOWN, null);
        RouterReport router = new RouterReport(
                "ingress-ipv4", "eth0", State.FAULT, 150, List.of("interface eth1 is down"), List.of(fault));

        assertThat(VirtualIPReport.status("node-1", List.of(router), Optional.empty())
                        .nodes())
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.message()).isEqualTo("interface eth1 is down");
                    assertThat(node.reason()).isEqualTo("InterfaceDown");
                });
    }

    private static Master master(String node, @org.jspecify.annotations.Nullable String previous) {
        return new Master(node, "2026-11-23T11:00:00Z", 100, "eth0", previous, "MasterSilent", null);
    }
}
