package dev.vrrp.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailoverEventTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");

    @Test
    void saysWhoWhenWhyAndForHowLongNobodyAnswered() {
        Event event = event(new Change(
                        NOON, State.BACKUP, State.MASTER, TransitionReason.MASTER_SILENT, Duration.ofMillis(3_240)))
                .orElseThrow();

        assertThat(event.getReason()).isEqualTo("BecameMaster");
        assertThat(event.getType()).isEqualTo("Normal");
        assertThat(event.getNote())
                .isEqualTo("node-1 became Master on eth0 with priority 150 at 12:00:00.123Z: the Master was silent, "
                        + "3240 ms after the last advertisement of the one before");
        assertThat(event.getRegarding().getUid()).isEqualTo("uid-1");
        assertThat(event.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(event.getReportingInstance()).isEqualTo("node-1");
        assertThat(event.getEventTime().getTime()).isEqualTo("2026-11-23T12:00:00.123000Z");
    }

    @Test
    void aFaultIsAWarning() {
        Event event = event(new Change(NOON, State.MASTER, State.FAULT, TransitionReason.INTERFACE_DOWN, null))
                .orElseThrow();

        assertThat(event.getReason()).isEqualTo("EnteredFault");
        assertThat(event.getType()).isEqualTo("Warning");
    }

    @Test
    void aBackupThatIsStoppedIsNoNews() {
        assertThat(event(new Change(NOON, State.BACKUP, State.INITIALIZE, TransitionReason.STOPPED, null)))
                .isEmpty();
        assertThat(event(new Change(NOON, State.MASTER, State.INITIALIZE, TransitionReason.STOPPED, null)))
                .hasValueSatisfying(event -> assertThat(event.getReason()).isEqualTo("Resigned"));
    }

    private static Optional<Event> event(Change change) {
        VirtualIP virtualIP = new VirtualIP();
        virtualIP.setMetadata(
                new ObjectMetaBuilder().withName("ingress").withUid("uid-1").build());
        RouterReport router = new RouterReport("ingress-ipv4", "eth0", change.to(), 150, List.of(), List.of(change));
        return FailoverEvent.of("node-1", virtualIP, router, change, 1);
    }
}
