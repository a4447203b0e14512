package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.operator.plan.Participant;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.plan.SyncGroupOutcome;
import dev.vrrp.operator.plan.Verdict;
import dev.vrrp.operator.plan.VirtualIPOutcome;
import dev.vrrp.operator.plan.VirtualIPOutcome.Foreigner;
import dev.vrrp.operator.status.Admission;
import dev.vrrp.operator.status.Contention;
import dev.vrrp.operator.status.Contentions;
import dev.vrrp.operator.status.ForeignClaim;
import dev.vrrp.operator.status.Heartbeats;
import dev.vrrp.operator.status.NodeReport;
import dev.vrrp.operator.status.SyncGroupFacts;
import dev.vrrp.operator.status.SyncGroupFacts.Member;
import dev.vrrp.operator.status.VirtualIPFacts;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts beside each other what the plan decided and what the agents say. Facts are found again where something changed. Used by
 * the thread of the planning loop.
 */
final class FactFinder {
    /**
     * What was found of a VirtualIP.
     *
     * @param nodes on which that depends
     */
    private record Found(VirtualIP object, VirtualIPOutcome outcome, Set<String> nodes, VirtualIPFacts facts) {}

    private final Heartbeats heartbeats;
    private final Contentions contentions = new Contentions();
    private final KnownNodes nodes = new KnownNodes();
    private final Map<String, Found> found = new HashMap<>();
    private ClusterView view = ClusterView.NOTHING;

    FactFinder(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    /** The view that follows; its parts are the same objects where they are the same. */
    ClusterView view(Observation observation, Plan plan, long nowNanos) {
        Set<String> changedNodes = nodes.update(observation, plan, heartbeats, nowNanos);
        boolean anyFound = findVirtualIPs(observation, plan, changedNodes, nowNanos);
        Map<String, VirtualIPFacts> virtualIPs = view.virtualIPs();
        if (anyFound) {
            virtualIPs = new HashMap<>();
            for (Map.Entry<String, Found> entry : found.entrySet()) {
                virtualIPs.put(entry.getKey(), entry.getValue().facts());
            }
        }
        Map<String, SyncGroupFacts> syncGroups = new HashMap<>();
        for (Map.Entry<String, SyncGroupOutcome> entry : plan.syncGroups().entrySet()) {
            SyncGroup object = observation.syncGroups().get(entry.getKey());
            if (object != null) {
                syncGroups.put(entry.getKey(), syncGroup(object, entry.getValue(), nowNanos));
            }
        }
        if (contentions.awaitsHeartbeats()) {
            contentions.retain(Stream.concat(
                            found.keySet().stream().map(FactFinder::virtualIPSubject),
                            syncGroups.keySet().stream().map(FactFinder::syncGroupSubject))
                    .collect(Collectors.toSet()));
        }
        heartbeats.await(contentions.awaitsHeartbeats());
        view = new ClusterView(changedNodes.isEmpty() ? view.nodes() : nodes.decisions(), virtualIPs, syncGroups);
        return view;
    }

    /** How long the view holds if nothing but time changes. */
    Optional<Duration> validity(long nowNanos) {
        return heartbeats.nanosToNextSilence(nowNanos).stream()
                .mapToObj(Duration::ofNanos)
                .findFirst();
    }

    /** Whether anything is other than it was. */
    private boolean findVirtualIPs(Observation observation, Plan plan, Set<String> changedNodes, long nowNanos) {
        boolean changed = found.keySet().retainAll(observation.virtualIPs().keySet());
        for (Map.Entry<String, VirtualIPOutcome> entry : plan.virtualIPs().entrySet()) {
            String name = entry.getKey();
            VirtualIP object = observation.virtualIPs().get(name);
            Found present = found.get(name);
            if (object != null && (present == null || isOutdated(present, object, entry.getValue(), changedNodes))) {
                Found next = virtualIP(object, entry.getValue(), nowNanos);
                found.put(name, next);
                changed |= present == null || !present.facts().equals(next.facts());
            }
        }
        return changed;
    }

    private boolean isOutdated(Found present, VirtualIP object, VirtualIPOutcome outcome, Set<String> changedNodes) {
        return !present.object().equals(object)
                || !present.outcome().equals(outcome)
                || present.facts().contention() != Contention.None
                || !Collections.disjoint(present.nodes(), changedNodes)
                || !nodes.knowAll(present.nodes());
    }

    private Found virtualIP(VirtualIP object, VirtualIPOutcome outcome, long nowNanos) {
        VirtualIPStatus status = object.getStatus();
        List<NodeReport> reports = status == null
                ? List.of()
                : status.nodes().stream()
                        .map(state -> new NodeReport(state, heartbeats.isAlive(state.node(), nowNanos)))
                        .sorted(Comparator.comparing(NodeReport::node))
                        .toList();
        Set<String> involved = Stream.of(
                        reports.stream().map(NodeReport::node),
                        outcome.participants().stream().map(Participant::node),
                        outcome.foreigners().stream().map(Foreigner::node))
                .flatMap(names -> names)
                .collect(Collectors.toUnmodifiableSet());
        List<ForeignClaim> foreigners = outcome.foreigners().stream()
                .filter(foreigner -> heartbeats.isAlive(foreigner.node(), nowNanos))
                .map(foreigner -> new ForeignClaim(
                        foreigner.node(),
                        foreigner.source(),
                        foreigner.priority(),
                        foreigner.message(),
                        foreigner.splitBrain()))
                .toList();
        VirtualIPFacts facts = new VirtualIPFacts(
                object.getMetadata().getUid(),
                outcome.generation(),
                admission(outcome.verdict(), outcome.remarks()),
                object.getSpec().addresses(),
                outcome.addresses(),
                outcome.vrid(),
                outcome.participants().stream()
                        .map(participant -> nodes.progress(outcome.name(), participant.node()))
                        .toList(),
                outcome.heldBack(),
                outcome.shortage(),
                reports,
                status == null || status.master() == null
                        ? null
                        : status.master().node(),
                contentions.amongNodes(virtualIPSubject(outcome.name()), masters(reports), heartbeats, nowNanos),
                foreigners,
                outcome.participants().stream()
                        .map(Participant::node)
                        .filter(node -> heartbeats.isAlive(node, nowNanos))
                        .flatMap(node -> nodes.contests(outcome.name(), node))
                        .toList());
        return new Found(object, outcome, involved, facts);
    }

    private SyncGroupFacts syncGroup(SyncGroup object, SyncGroupOutcome outcome, long nowNanos) {
        List<Member> members = outcome.members().stream()
                .flatMap(name -> Stream.ofNullable(found.get(name)).map(one -> member(name, one.facts())))
                .toList();
        Set<String> masters = outcome.inForce()
                ? members.stream()
                        .flatMap(member -> masters(member.reports()).stream())
                        .collect(Collectors.toSet())
                : Set.of();
        return new SyncGroupFacts(
                object.getMetadata().getUid(),
                outcome.generation(),
                admission(outcome.verdict(), List.of()),
                outcome.inForce(),
                members,
                contentions.amongNodes(syncGroupSubject(outcome.name()), masters, heartbeats, nowNanos));
    }

    private static Member member(String name, VirtualIPFacts facts) {
        return new Member(name, facts.reports(), facts.lastMaster(), facts.contention());
    }

    private static Set<String> masters(Collection<NodeReport> reports) {
        return reports.stream()
                .filter(report -> report.is(RouterState.Master))
                .map(NodeReport::node)
                .collect(Collectors.toSet());
    }

    private static Admission admission(Verdict verdict, List<String> remarks) {
        return switch (verdict) {
            case Verdict.Accepted _ -> Admission.accepted(remarks);
            case Verdict.Refused(Verdict.Reason reason, String message) -> new Admission(false, reason.name(), message);
        };
    }

    private static String virtualIPSubject(String name) {
        return "VirtualIP/" + name;
    }

    private static String syncGroupSubject(String name) {
        return "SyncGroup/" + name;
    }
}
