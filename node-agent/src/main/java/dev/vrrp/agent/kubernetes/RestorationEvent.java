package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.runtime.AddressRestoration;
import dev.vrrp.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.List;

/** The Event that tells of an address that another program took away, and that is back. */
final class RestorationEvent {
    private RestorationEvent() {}

    static Event of(String node, VirtualIP virtualIP, AddressRestoration restoration, long sequence) {
        String note = node + " put " + restoration.address() + " back on " + restoration.interfaceName()
                + ": another program had taken it away"
                + (restoration.times() == 1 ? "" : ", " + restoration.times() + " times of late");
        return FailoverEvent.about(node, virtualIP, restoration.at(), sequence)
                .withType("Warning")
                .withReason("AddressRestored")
                .withAction("Restore")
                .withNote(note)
                .build();
    }

    /** What makes another Event the same as {@code event}: the address. */
    static List<String> sameness(Event event, AddressRestoration restoration) {
        return List.of(
                event.getRegarding().getUid(),
                event.getReason(),
                restoration.address().toString());
    }
}
