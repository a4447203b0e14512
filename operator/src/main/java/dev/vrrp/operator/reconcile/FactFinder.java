package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.plan.SyncGroupOutcome;
import dev.vrrp.operator.plan.Verdict;
import dev.vrrp.operator.plan.VirtualIPOutcome;
import dev.vrrp.operator.reconcile.ClusterView.NodeDecision;
import dev.vrrp.operator.status.Admission;
import dev.vrrp.operator.status.AgentProgress;
import dev.vrrp.operator.status.Contention;
import dev.vrrp.operator.status.Contentions;
import dev.vrrp.operator.status.ForeignClaim;
import dev.vrrp.operator.status.Heartbeats;
import dev.vrrp.operator.status.NodeReport;
import dev.vrrp.operator.status.RouterGenerations;
import dev.vrrp.operator.status.SyncGroupFacts;
import dev.vrrp.operator.status.SyncGroupFacts.Member;
import dev.vrrp.operator.status.VirtualIPFacts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts beside each other what the plan decided and what the agents say. Used by the thread of the planning loop. */
final class FactFinder {
    private final Heartbeats heartbeats;
    private final Contentions contentions = new Contentions();
    private final RouterGenerations generations = new RouterGenerations();

    FactFinder(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    ClusterView view(Observation observation, Plan plan, long nowNanos) {
        observation
                .nodeConfigs()
                .forEach((node, config) ->
                        generations.observe(node, Snapshots.spec(config), Snapshots.generation(config)));
        generations.retain(observation.nodeConfigs().keySet());
        Map<String, VirtualIPFacts> virtualIPs = new HashMap<>();
        plan.virtualIPs().forEach((name, outcome) -> {
            VirtualIP object = observation.virtualIPs().get(name);
            if (object != null) {
                virtualIPs.put(name, virtualIP(object, outcome, observation, plan, nowNanos));
            }
        });
        Map<String, SyncGroupFacts> syncGroups = new HashMap<>();
        plan.syncGroups().forEach((name, outcome) -> {
            SyncGroup object = observation.syncGroups().get(name);
            if (object != null) {
                syncGroups.put(name, syncGroup(object, outcome, virtualIPs, nowNanos));
            }
        });
        contentions.retain(Stream.concat(
                        virtualIPs.keySet().stream().map(FactFinder::virtualIPSubject),
                        syncGroups.keySet().stream().map(FactFinder::syncGroupSubject))
                .collect(Collectors.toSet()));
        heartbeats.await(contentions.awaitsHeartbeats());
        return new ClusterView(nodes(observation, plan), virtualIPs, syncGroups);
    }

    /** How long the view holds if nothing but time changes. */
    Optional<Duration> validity(long nowNanos) {
        return heartbeats.nanosToNextSilence(nowNanos).stream()
                .mapToObj(Duration::ofNanos)
                .findFirst();
    }

    private static Map<String, NodeDecision> nodes(Observation observation, Plan plan) {
        Map<String, NodeDecision> nodes = new HashMap<>();
        plan.nodes().forEach((name, desired) -> {
            NodeConfig config = observation.nodeConfigs().get(name);
            Optional.ofNullable(observation.nodes().get(name))
                    .ifPresent(node -> nodes.put(
                            name,
                            new NodeDecision(
                                    node.getMetadata().getUid(),
                                    desired,
                                    config == null ? null : Snapshots.spec(config),
                                    ownerUid(config))));
        });
        return nodes;
    }

    private static @Nullable String ownerUid(@Nullable NodeConfig config) {
        return config == null
                ? null
                : config.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> owner.getKind().equals("Node"))
                        .map(OwnerReference::getUid)
                        .findFirst()
                        .orElse(null);
    }

    private VirtualIPFacts virtualIP(
            VirtualIP object, VirtualIPOutcome outcome, Observation observation, Plan plan, long nowNanos) {
        VirtualIPStatus status = object.getStatus();
        List<NodeReport> reports = status == null
                ? List.of()
                : status.nodes().stream()
                        .map(state -> new NodeReport(state, heartbeats.isAlive(state.node(), nowNanos)))
                        .sorted(Comparator.comparing(NodeReport::node))
                        .toList();
        Set<String> masters = masters(reports);
        List<ForeignClaim> foreigners = outcome.foreigners().stream()
                .filter(foreigner -> heartbeats.isAlive(foreigner.node(), nowNanos))
                .map(foreigner -> new ForeignClaim(
                        foreigner.node(),
                        foreigner.source(),
                        foreigner.priority(),
                        foreigner.message(),
                        foreigner.splitBrain()))
                .toList();
        String subject = virtualIPSubject(outcome.name());
        return new VirtualIPFacts(
                object.getMetadata().getUid(),
                outcome.generation(),
                admission(outcome.verdict(), outcome.remarks()),
                object.getSpec().addresses(),
                outcome.addresses(),
                outcome.vrid(),
                outcome.participants().stream()
                        .map(participant -> progress(outcome.name(), participant.node(), observation, plan))
                        .toList(),
                outcome.heldBack(),
                outcome.shortage(),
                reports,
                status == null || status.master() == null
                        ? null
                        : status.master().node(),
                contentions.amongNodes(subject, masters, heartbeats, nowNanos),
                foreigners);
    }

    private SyncGroupFacts syncGroup(
            SyncGroup object, SyncGroupOutcome outcome, Map<String, VirtualIPFacts> virtualIPs, long nowNanos) {
        List<Member> members = outcome.members().stream()
                .flatMap(name -> Stream.ofNullable(virtualIPs.get(name))
                        .map(facts -> new Member(name, facts.reports(), facts.lastMaster(), facts.contention())))
                .toList();
        Set<String> masters = outcome.inForce()
                ? members.stream()
                        .flatMap(member -> masters(member.reports()).stream())
                        .collect(Collectors.toSet())
                : Set.of();
        Contention contention = contentions.amongNodes(syncGroupSubject(outcome.name()), masters, heartbeats, nowNanos);
        return new SyncGroupFacts(
                object.getMetadata().getUid(),
                outcome.generation(),
                admission(outcome.verdict(), List.of()),
                outcome.inForce(),
                members,
                contention);
    }

    /** Whether the agent of {@code node} runs the virtual routers of {@code virtualIP} as the plan has them. */
    private AgentProgress progress(String virtualIP, String node, Observation observation, Plan plan) {
        NodeConfig config = observation.nodeConfigs().get(node);
        NodeConfigStatus status = config == null ? null : config.getStatus();
        boolean written = config != null
                && routers(plan.nodes().get(node), virtualIP).equals(routers(Snapshots.spec(config), virtualIP));
        if (status == null
                || status.observedGeneration() == null
                || !written
                || status.observedGeneration() < generations.since(node, virtualIP)) {
            return new AgentProgress(node, AgentProgress.State.Behind, "");
        }
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready") && condition.status() == ConditionStatus.False)
                .findFirst()
                .map(condition -> new AgentProgress(node, AgentProgress.State.Failed, condition.message()))
                .orElseGet(() -> new AgentProgress(node, AgentProgress.State.UpToDate, ""));
    }

    private static List<VirtualRouter> routers(@Nullable NodeConfigSpec spec, String virtualIP) {
        return spec == null
                ? List.of()
                : spec.virtualRouters().stream()
                        .filter(router -> router.virtualIP().equals(virtualIP))
                        .toList();
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
