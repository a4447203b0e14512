package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Facts about a VirtualIP with address 192.168.1.111, which nodes a and b take part in. */
final class Facts {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<NodeReport> reports = new ArrayList<>();
    private List<AgentProgress> participants = List.of(upToDate("a"), upToDate("b"));
    private Admission admission = Admission.ACCEPTED;
    private long generation = 1;
    private @Nullable String heldBack;
    private @Nullable String shortage;
    private @Nullable String lastMaster;
    private Contention contention = Contention.None;
    private List<ForeignClaim> foreigners = List.of();
    private List<AddressContest> contests = List.of();

    static Facts facts() {
        return new Facts();
    }

    Facts report(String node, RouterState state) {
        reports.add(alive(node, state));
        return this;
    }

    Facts silent(String node, RouterState state) {
        reports.add(new NodeReport(alive(node, state).state(), false));
        return this;
    }

    Facts fault(String node, String why) {
        reports.add(new NodeReport(
                new NodeState(node, RouterState.Fault, NOON.toString(), 100, "eth0", "InterfaceDown", why, List.of()),
                true));
        return this;
    }

    Facts generation(long value) {
        generation = value;
        return this;
    }

    Facts refused(String reason, String message) {
        admission = new Admission(false, reason, message);
        return this;
    }

    Facts participants(AgentProgress... values) {
        participants = List.of(values);
        return this;
    }

    Facts heldBack(String why) {
        heldBack = why;
        return this;
    }

    Facts shortage(String why) {
        participants = List.of();
        shortage = why;
        return this;
    }

    Facts contention(Contention value, String node) {
        contention = value;
        lastMaster = node;
        return this;
    }

    Facts foreign(ForeignClaim... values) {
        foreigners = List.of(values);
        return this;
    }

    Facts contested(AddressContest... values) {
        contests = List.of(values);
        return this;
    }

    /** A router outside with priority 150, as {@code node} hears it. */
    static ForeignClaim claim(String node, String source, boolean splitBrain) {
        return new ForeignClaim(node, source, 150, "its password is another", splitBrain);
    }

    VirtualIPFacts build() {
        return new VirtualIPFacts(
                "uid",
                generation,
                admission,
                List.of("192.168.1.111"),
                List.of("192.168.1.111/32"),
                51,
                participants,
                heldBack,
                shortage,
                reports,
                lastMaster,
                contention,
                foreigners,
                contests);
    }

    static NodeReport alive(String node, RouterState state) {
        return new NodeReport(new NodeState(node, state, NOON.toString(), 100, "eth0", null, null, List.of()), true);
    }

    static AgentProgress upToDate(String node) {
        return new AgentProgress(node, AgentProgress.State.UpToDate, "");
    }

    /** A condition in short, such as "True OneMaster: a is Master". */
    static String condition(List<Condition> conditions, ConditionType type) {
        Optional<Condition> found = new ConditionHistory(conditions).find(type);
        return found.map(condition -> condition.status() + " " + condition.reason() + ": " + condition.message())
                .orElse("missing");
    }
}
