package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Event that tells of a change of state: events.k8s.io/v1, in namespace default, since a VirtualIP has none. */
final class FailoverEvent {
    static final String NAMESPACE = "default";
    private static final int LONGEST_NOTE = 1024;
    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private enum Kind {
        BECAME_MASTER("BecameMaster", "Normal"),
        BECAME_BACKUP("BecameBackup", "Normal"),
        ENTERED_FAULT("EnteredFault", "Warning"),
        LEFT_FAULT("LeftFault", "Normal"),
        RESIGNED("Resigned", "Normal");

        private final String reason;
        private final String type;

        Kind(String reason, String type) {
            this.reason = reason;
            this.type = type;
        }
    }

    private FailoverEvent() {}

    /** The Event, or none where users would learn nothing: a Backup that was stopped. */
    static Optional<Event> of(String node, VirtualIP virtualIP, RouterReport router, Change change, long sequence) {
        return kind(change).map(kind -> about(node, virtualIP, change.at(), sequence)
                .withType(kind.type)
                .withReason(kind.reason)
                .withAction("Failover")
                .withNote(limited(note(node, router, change)))
                .build());
    }

    /** An Event of {@code node} about {@code virtualIP}, all but what it says. */
    static EventBuilder about(String node, VirtualIP virtualIP, Instant at, long sequence) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(virtualIP.getMetadata().getName() + "." + node + "." + Long.toHexString(at.toEpochMilli())
                        + "-" + sequence)
                .endMetadata()
                .withEventTime(new MicroTime(MICRO_TIME.format(at)))
                .withReportingController(ApiGroup.NAME + "/node-agent")
                .withReportingInstance(node)
                .withNewRegarding()
                .withApiVersion(virtualIP.getApiVersion())
                .withKind(virtualIP.getKind())
                .withName(virtualIP.getMetadata().getName())
                .withUid(virtualIP.getMetadata().getUid())
                .endRegarding();
    }

    /** What makes another Event the same as {@code event}; empty if each is told by itself, since each says how long nobody answered. */
    static List<String> sameness(Event event, RouterReport router) {
        boolean flaps = event.getReason().equals(Kind.ENTERED_FAULT.reason)
                || event.getReason().equals(Kind.LEFT_FAULT.reason);
        return flaps
                ? List.of(event.getRegarding().getUid(), event.getReason(), String.join("; ", router.faults()))
                : List.of();
    }

    /** What is written into an Event that was told {@code count} times, the last time {@code at}. */
    static String series(int count, Instant at) {
        return "{\"series\":{\"count\":" + count + ",\"lastObservedTime\":\"" + MICRO_TIME.format(at) + "\"}}";
    }

    private static Optional<Kind> kind(Change change) {
        return switch (change.to()) {
            case MASTER -> Optional.of(Kind.BECAME_MASTER);
            case BACKUP -> Optional.of(change.from() == State.FAULT ? Kind.LEFT_FAULT : Kind.BECAME_BACKUP);
            case FAULT -> Optional.of(Kind.ENTERED_FAULT);
            case INITIALIZE -> change.from() == State.MASTER ? Optional.of(Kind.RESIGNED) : Optional.empty();
        };
    }

    private static String note(String node, RouterReport router, Change change) {
        Instant at = change.at();
        String where = router.interfaceName() + " with priority " + router.priority();
        String who = node + " " + verb(change) + " on " + where + " at " + CLOCK.format(at);
        String outage = change.outage()
                .map(duration -> ", " + duration.toMillis() + " ms after the last advertisement of the one before")
                .orElse("");
        String faults = router.faults().isEmpty() ? "" : " (" + String.join("; ", router.faults()) + ")";
        return who + ": " + because(change.reason()) + faults + outage;
    }

    private static String verb(Change change) {
        return switch (change.to()) {
            case MASTER -> "became Master";
            case BACKUP -> "became Backup";
            case FAULT -> "entered Fault";
            case INITIALIZE -> "stopped";
        };
    }

    private static String because(TransitionReason reason) {
        return switch (reason) {
            case STARTED -> "the virtual router was started";
            case ADDRESSES_ADOPTED -> "the agent was restarted and still held the addresses";
            case NO_MASTER_HEARD -> "no Master was heard";
            case MASTER_SILENT -> "the Master was silent";
            case MASTER_RESIGNED -> "the Master resigned";
            case PREEMPTED_LOWER_PRIORITY -> "the Master had a lower priority";
            case HIGHER_PRIORITY_MASTER -> "a better Master was heard";
            case GROUP_IS_MASTER -> "it joined a group that this node holds";
            case GROUP_GAVE_WAY -> "another member of its group gave way to a better Master";
            case LATE -> "this node was not on time, so the others must have elected a new Master";
            case INTERFACE_DOWN -> "an interface that it needs is not usable";
            case FAULT_CLEARED -> "the fault is gone";
            case STOPPED -> "it was stopped, and resigned if it was Master";
        };
    }

    private static String limited(String note) {
        return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
    }
}
