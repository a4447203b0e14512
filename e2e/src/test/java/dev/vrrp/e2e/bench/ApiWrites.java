package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.cluster.AuditedRequest;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.product.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the operator and the agents have written to an API server, heartbeats and the Lease of the leader left out. */
record ApiWrites(ControlPlane controlPlane) {
    /** Longer than what was set off by another write takes to be written. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    List<AuditedRequest> since(Instant start) {
        return Stream.of(Installation.OPERATOR_ACCOUNT, Installation.AGENT_ACCOUNT)
                .flatMap(account -> controlPlane.audit().requests(account, start).stream())
                .filter(AuditedRequest::writes)
                .filter(request -> !request.resource().startsWith("leases.")
                        && !request.resource().startsWith("selfsubject"))
                .toList();
    }

    long of(String resource, Instant start) {
        return since(start).stream()
                .filter(request -> request.resource().equals(resource))
                .count();
    }

    /** How many of each kind, for reading. */
    String inWords(Instant start) {
        return since(start).stream()
                .collect(Collectors.groupingBy(
                        request -> request.verb() + " " + request.resource(), Collectors.counting()))
                .toString();
    }

    /** Returns when nothing is written any more. */
    void awaitQuiet() {
        Awaitility.await("nothing but heartbeats is written any more")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> since(Instant.now().minus(QUIET)).isEmpty());
    }
}
