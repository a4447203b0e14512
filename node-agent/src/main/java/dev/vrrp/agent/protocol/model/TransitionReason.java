package dev.vrrp.agent.protocol.model;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a virtual router changed its state. */
public enum TransitionReason {
    /** It was started. */
    STARTED,
    /** It was started and its addresses were still its own in the kernel: nobody can have taken over. */
    ADDRESSES_ADOPTED,
    /** It joined a group that is Master. */
    GROUP_IS_MASTER,
    /** No Master was heard since it became Backup. */
    NO_MASTER_HEARD,
    /** The Master has not been heard for a master down interval. */
    MASTER_SILENT,
    /** The Master resigned (priority 0). */
    MASTER_RESIGNED,
    /** The Master had a lower priority and preemption is on. */
    PREEMPTED_LOWER_PRIORITY,
    /** Another Master with a higher priority, or with the same and a higher address, was heard. */
    HIGHER_PRIORITY_MASTER,
    /** Another member of the group gave way to such a Master. */
    GROUP_GAVE_WAY,
    /** This process was not on time for so long that the others must have elected a new Master. */
    LATE,
    /** An interface that it needs is down or has no address. */
    INTERFACE_DOWN,
    /** What caused the Fault is gone. */
    FAULT_CLEARED,
    /** It was stopped. */
    STOPPED;

    /** As users read it: MASTER_SILENT is MasterSilent. */
    @Override
    public String toString() {
        return Stream.of(name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
