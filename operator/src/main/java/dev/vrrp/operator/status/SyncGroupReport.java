package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.api.v1alpha1.SyncGroupStatus.GroupMaster;
import dev.vrrp.operator.status.Mastership.Nobody;
import dev.vrrp.operator.status.Mastership.One;
import dev.vrrp.operator.status.Mastership.Several;
import dev.vrrp.operator.status.SyncGroupFacts.Member;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the status of a SyncGroup into words. */
public final class SyncGroupReport {
    private final SyncGroupFacts facts;
    private final ConditionHistory history;
    /** By VirtualIP, in the order of the spec. */
    private final Map<Member, Mastership> masterships = new LinkedHashMap<>();

    private SyncGroupReport(SyncGroupFacts facts, ConditionHistory history) {
        this.facts = facts;
        this.history = history;
        facts.members()
                .forEach(member -> masterships.put(
                        member, Mastership.of(member.reports(), member.lastMaster(), member.contention(), isSplit())));
    }

    /** The operator's part of {@code status}, which is all of it. */
    public static SyncGroupStatus operatorPart(@Nullable SyncGroupStatus status) {
        return status == null
                ? new SyncGroupStatus(null, null, List.of())
                : new SyncGroupStatus(
                        status.observedGeneration(), status.master(), ConditionHistory.ours(status.conditions()));
    }

    /** The status that follows {@code previous}. */
    public static SyncGroupStatus next(SyncGroupFacts facts, SyncGroupStatus previous, Instant now) {
        return new SyncGroupReport(facts, new ConditionHistory(previous.conditions())).write(now);
    }

    private SyncGroupStatus write(Instant now) {
        Optional<GroupMaster> master = master();
        List<Finding> findings = List.of(facts.admission().finding(), ready(master), splitBrain());
        return new SyncGroupStatus(
                facts.generation(), master.orElse(null), history.next(findings, facts.generation(), now));
    }

    /** The node that is Master of every member, since it is so of the last one. */
    private Optional<GroupMaster> master() {
        List<NodeReport> masters = masterships.values().stream()
                .flatMap(mastership -> mastership instanceof One one ? Stream.of(one.report()) : Stream.empty())
                .toList();
        long nodes = masters.stream().map(NodeReport::node).distinct().count();
        if (!facts.inForce() || isSplit() || masters.size() < masterships.size() || nodes != 1) {
            return Optional.empty();
        }
        return masters.stream()
                .max(Comparator.comparing(NodeReport::since))
                .map(report -> new GroupMaster(report.node(), report.state().since()));
    }

    private Finding ready(Optional<GroupMaster> master) {
        if (!facts.inForce()) {
            return ready(false, "NotAccepted", "It is not accepted; its VirtualIPs move each by itself.");
        }
        if (isSplit()) {
            return ready(false, "SplitBrain", claims());
        }
        return master.map(_ -> ready(true, "OneMaster", "The node of status.master holds " + names() + "."))
                .orElseGet(() -> ready(false, "NoMaster", "No node is Master of all: " + places() + "."));
    }

    private static Finding ready(boolean holds, String reason, String message) {
        return new Finding(ConditionType.Ready, holds, reason, message);
    }

    private Finding splitBrain() {
        return isSplit()
                ? new Finding(ConditionType.SplitBrain, true, "TwoMasters", claims())
                : new Finding(ConditionType.SplitBrain, false, "NoConflict", "No two nodes claim its VirtualIPs.");
    }

    private boolean isSplit() {
        return facts.inForce()
                && switch (facts.contention()) {
                    case Confirmed -> true;
                    case Suspected -> history.holds(ConditionType.SplitBrain);
                    case None -> false;
                };
    }

    /** Who claims what, such as "node-a claims vi-1; node-b claims vi-1, vi-2". */
    private String claims() {
        Map<String, List<String>> byNode = facts.members().stream()
                .flatMap(member -> member.reports().stream()
                        .filter(report -> report.is(RouterState.Master))
                        .map(report -> Map.entry(report.node(), member.virtualIP())))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return byNode.entrySet().stream()
                        .map(entry -> entry.getKey() + " claims " + String.join(", ", entry.getValue()))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    private String places() {
        return masterships.entrySet().stream()
                .map(entry -> entry.getKey().virtualIP() + " " + place(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String place(Mastership mastership) {
        return switch (mastership) {
            case Nobody _ -> "has no Master";
            case One one -> "is on " + one.report().node();
            case Several several ->
                "is on " + several.reports().stream().map(NodeReport::node).collect(Collectors.joining(" and "));
        };
    }

    private String names() {
        return facts.members().stream().map(Member::virtualIP).collect(Collectors.joining(", "));
    }
}
