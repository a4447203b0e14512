package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.operator.status.Mastership.Nobody;
import dev.vrrp.operator.status.Mastership.One;
import dev.vrrp.operator.status.Mastership.Several;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the status of a VirtualIP into words: the operator's part of it, which leaves {@code master} and {@code nodes} out. While
 * all is well no condition names a node: the agents do so, and a failover leaves nothing to be written here.
 */
public final class VirtualIPReport {
    /** {@code maxLength} of the addresses in one line. */
    private static final int LONGEST_LINE = 8192;

    /** Reason of condition Accepted while a router outside the cluster speaks for the VirtualIP. */
    static final String FOREIGN_ROUTER = "ForeignRouter";

    /** How many routers outside the cluster a message lists. */
    private static final int MOST_LISTED = 5;

    private static final String REMEDY =
            "if it is to take part, list it in spec.peers and set both alike; else give one of them another VRID";

    private final VirtualIPFacts facts;
    private final ConditionHistory history;
    private final Mastership mastership;

    private VirtualIPReport(VirtualIPFacts facts, ConditionHistory history) {
        this.facts = facts;
        this.history = history;
        this.mastership = facts.mastership(history.holds(ConditionType.SplitBrain));
    }

    /** The operator's part of {@code status}. */
    public static VirtualIPStatus operatorPart(@Nullable VirtualIPStatus status) {
        return status == null
                ? new VirtualIPStatus(null, null, null, null, null, List.of(), List.of())
                : new VirtualIPStatus(
                        status.observedGeneration(),
                        status.addresses(),
                        status.vrid(),
                        status.replicas(),
                        null,
                        List.of(),
                        ConditionHistory.ours(status.conditions()));
    }

    /** The operator's part that follows {@code previous}. */
    public static VirtualIPStatus next(VirtualIPFacts facts, VirtualIPStatus previous, Instant now) {
        return new VirtualIPReport(facts, new ConditionHistory(previous.conditions())).write(now);
    }

    private VirtualIPStatus write(Instant now) {
        List<Finding> findings =
                List.of(accepted(), programmed(), ready(), redundant(), splitBrain(), addressContested());
        return new VirtualIPStatus(
                facts.generation(),
                line(facts.declared()),
                facts.vrid(),
                facts.participants().size(),
                null,
                List.of(),
                history.next(findings, facts.generation(), now));
    }

    /** A router outside does not undo the spec; but something conflicts. */
    private Finding accepted() {
        if (!facts.admission().accepted() || facts.foreigners().isEmpty()) {
            return facts.admission().finding();
        }
        return new Finding(
                ConditionType.Accepted,
                false,
                FOREIGN_ROUTER,
                "The spec is valid and in force, but VRID " + facts.vrid() + " is also used by " + foreigners() + ": "
                        + REMEDY + ".");
    }

    private Finding programmed() {
        if (!facts.admission().accepted()) {
            return programmed(
                    false,
                    "NotAccepted",
                    "Generation " + facts.generation() + " is not accepted"
                            + (facts.participants().isEmpty() ? "." : "; what ran before goes on running."));
        }
        if (facts.heldBack() != null) {
            return programmed(false, "SyncGroupNotAccepted", facts.heldBack() + ".");
        }
        if (facts.participants().isEmpty()) {
            return programmed(false, "NoCandidates", nobodyTakesPart());
        }
        List<AgentProgress> failed = in(AgentProgress.State.Failed);
        if (!failed.isEmpty()) {
            return programmed(
                    false,
                    "AgentFailed",
                    failed.stream()
                                    .map(progress -> progress.node() + ": " + progress.message())
                                    .collect(Collectors.joining("; "))
                            + ".");
        }
        List<AgentProgress> behind = in(AgentProgress.State.Behind);
        return behind.isEmpty()
                ? programmed(true, "Programmed", "It runs as decided on " + nodes(facts.participants()) + ".")
                : programmed(
                        false,
                        "AgentsBehind",
                        "The agents of these nodes have not taken it up yet: " + nodes(behind) + ".");
    }

    private static Finding programmed(boolean holds, String reason, String message) {
        return new Finding(ConditionType.Programmed, holds, reason, message);
    }

    private Finding ready() {
        return switch (mastership) {
            case Several several -> ready(false, "SplitBrain", bothClaim(several));
            case One one when isForeignMaster(one) -> ready(false, "SplitBrain", foreignClaims(one));
            case One _ ->
                ready(
                        true,
                        "OneMaster",
                        "The node of status.master, and no other, holds " + line(facts.addresses()) + ".");
            case Nobody _
            when facts.participants().isEmpty() ->
                ready(false, facts.admission().accepted() ? "NoCandidates" : "NotAccepted", nobodyTakesPart());
            case Nobody _ -> ready(false, "NoMaster", "No node is Master: " + states() + ".");
        };
    }

    private static Finding ready(boolean holds, String reason, String message) {
        return new Finding(ConditionType.Ready, holds, reason, message);
    }

    private Finding redundant() {
        if (facts.reports().stream().anyMatch(report -> report.is(RouterState.Backup))) {
            return new Finding(
                    ConditionType.Redundant,
                    true,
                    "BackupReady",
                    "At least one node of status.nodes is Backup and could take over.");
        }
        return new Finding(
                ConditionType.Redundant,
                false,
                "NoBackup",
                "No node could take over: "
                        + (facts.participants().size() == 1 ? "only one node takes part; " : "")
                        + states() + ".");
    }

    private Finding splitBrain() {
        return switch (mastership) {
            case Several several -> splitBrain(true, "TwoMasters", bothClaim(several));
            case One one when isForeignMaster(one) -> splitBrain(true, "ForeignMaster", foreignClaims(one));
            case One _, Nobody _ -> splitBrain(false, "NoConflict", "No two routers claim the addresses.");
        };
    }

    private static Finding splitBrain(boolean holds, String reason, String message) {
        return new Finding(ConditionType.SplitBrain, holds, reason, message);
    }

    private Finding addressContested() {
        if (facts.contests().isEmpty()) {
            return new Finding(
                    ConditionType.AddressContested,
                    false,
                    "Uncontested",
                    "No other host and no other program is known to have an address.");
        }
        String listed = facts.contests().stream()
                .limit(MOST_LISTED)
                .map(AddressContest::inWords)
                .collect(Collectors.joining("; "));
        int more = facts.contests().size() - MOST_LISTED;
        return new Finding(
                ConditionType.AddressContested,
                true,
                facts.contests().getFirst().reason(),
                listed + (more > 0 ? "; and " + more + " more" : "") + ".");
    }

    /** Whether the Master goes on hearing another one outside the cluster. */
    private boolean isForeignMaster(One one) {
        return facts.foreigners().stream()
                .anyMatch(claim ->
                        claim.splitBrain() && claim.node().equals(one.report().node()));
    }

    private String bothClaim(Several several) {
        return several.reports().stream()
                        .map(report -> report.node() + " (Master since "
                                + report.state().since() + ")")
                        .collect(Collectors.joining(" and "))
                + " claim " + line(facts.addresses()) + ".";
    }

    private String foreignClaims(One one) {
        return one.report().node() + " (Master since " + one.report().state().since() + ") claims VRID " + facts.vrid()
                + ", and so does " + foreigners() + ": " + REMEDY + ".";
    }

    /** Each router once, as the node hears it that is Master beside it, if one is. */
    private String foreigners() {
        Map<String, ForeignClaim> bySource = new LinkedHashMap<>();
        facts.foreigners()
                .forEach(claim -> bySource.merge(
                        claim.source(),
                        claim,
                        (present, added) -> added.splitBrain() && !present.splitBrain() ? added : present));
        String listed = bySource.values().stream()
                .limit(MOST_LISTED)
                .map(ForeignClaim::inWords)
                .collect(Collectors.joining(", "));
        int more = bySource.size() - MOST_LISTED;
        return "router " + listed + (more > 0 ? " and " + more + " more" : "") + " outside the cluster";
    }

    private String nobodyTakesPart() {
        return "No node takes part: " + (facts.shortage() == null ? "none is there" : facts.shortage()) + ".";
    }

    /** Participants and others that report, in words. */
    private String states() {
        Stream<String> unheard = facts.participants().stream()
                .filter(participant -> facts.reports().stream()
                        .noneMatch(report -> report.node().equals(participant.node())))
                .map(participant -> participant.node() + " has not reported");
        Stream<String> foreign = facts.foreigners().stream()
                .map(ForeignClaim::source)
                .distinct()
                .limit(MOST_LISTED)
                .map(source -> "router " + source + " outside the cluster uses VRID " + facts.vrid());
        Stream<String> reported = facts.reports().stream().map(NodeReport::inWords);
        String states =
                Stream.of(reported, unheard, foreign).flatMap(words -> words).collect(Collectors.joining("; "));
        return states.isEmpty() ? "none has reported" : states;
    }

    private List<AgentProgress> in(AgentProgress.State state) {
        return facts.participants().stream()
                .filter(progress -> progress.state() == state)
                .toList();
    }

    private static String nodes(List<AgentProgress> participants) {
        return participants.stream().map(AgentProgress::node).collect(Collectors.joining(", "));
    }

    private static String line(List<String> addresses) {
        String line = String.join(",", addresses);
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
