package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.kubernetes.Reporter.Rejection;
import dev.vrrp.agent.preflight.Finding;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The conditions of a NodeConfig: Ready, and what the checks of the node found. They remember when each of them last changed. */
final class NodeConditions {
    /** The schema's bound. */
    private static final int LONGEST_MESSAGE = 2048;

    private final InstantSource clock;
    private final Map<String, Condition> last = new HashMap<>();

    NodeConditions(InstantSource clock) {
        this.clock = clock;
    }

    List<Condition> of(NodeReport report, Optional<Rejection> rejection, List<Finding> findings) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(rejection
                .map(rejected -> condition(
                        "Ready",
                        ConditionStatus.False,
                        rejected.generation(),
                        "ConfigurationRejected",
                        rejected.message() + "; what ran before goes on"))
                .orElseGet(() -> report.generation() == 0
                        ? condition("Ready", ConditionStatus.Unknown, 0, "Waiting", "the agent has not begun")
                        : condition(
                                "Ready",
                                ConditionStatus.True,
                                report.generation(),
                                "Running",
                                "virtual routers running: " + report.routers().size())));
        for (Finding finding : findings) {
            conditions.add(condition(
                    finding.condition(),
                    switch (finding.verdict()) {
                        case FINE -> ConditionStatus.True;
                        case WRONG -> ConditionStatus.False;
                        case UNKNOWN -> ConditionStatus.Unknown;
                    },
                    report.generation(),
                    finding.reason(),
                    finding.message()));
        }
        return conditions;
    }

    private Condition condition(String type, ConditionStatus status, long generation, String reason, String message) {
        Condition before = last.get(type);
        Condition condition = new Condition(
                type,
                status,
                generation,
                before != null && before.status() == status
                        ? before.lastTransitionTime()
                        : clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                reason,
                message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…");
        last.put(type, condition);
        return condition;
    }
}
