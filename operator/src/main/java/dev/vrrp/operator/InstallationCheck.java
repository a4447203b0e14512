package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows on a cluster that an installation works: a VirtualIP of its own becomes Ready, and its address answers. */
final class InstallationCheck {
    private static final Logger LOG = LoggerFactory.getLogger(InstallationCheck.class);

    private static final String NAME = "vrrp-operator-check";

    /** Right after an installation the agents are still starting. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ANSWER_MILLIS = 1_000;

    private final KubernetesClient client;

    InstallationCheck(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whether {@code address} answers in time; the log says what happened.
     *
     * @param address with or without a prefix length; the API server judges it
     */
    boolean answers(String address) {
        VirtualIP wanted = Serialization.unmarshal("""
                {"metadata": {"name": "%s"}, "spec": {"addresses": ["%s"]}}
                """.formatted(NAME, address.replace("\"", "")), VirtualIP.class);
        client.resource(wanted).create();
        Resource<VirtualIP> present = client.resources(VirtualIP.class).withName(NAME);
        try {
            return becomesReady(present) && answers(wanted.getSpec().addresses());
        } finally {
            present.delete();
        }
    }

    private static boolean becomesReady(Resource<VirtualIP> present) {
        long startNanos = System.nanoTime();
        List<Condition> conditions;
        do {
            LockSupport.parkNanos(PAUSE.toNanos());
            VirtualIP seen = present.get();
            conditions = seen == null || seen.getStatus() == null
                    ? List.of()
                    : seen.getStatus().conditions();
            if (conditions.stream()
                    .anyMatch(condition ->
                            condition.type().equals("Ready") && condition.status() == ConditionStatus.True)) {
                return true;
            }
        } while (System.nanoTime() - startNanos < BOUND.toNanos());
        LOG.error(
                "VirtualIP {} is not Ready after {} s: {}",
                NAME,
                BOUND.toSeconds(),
                conditions.isEmpty()
                        ? "the operator has not looked at it; is it running?"
                        : conditions.stream()
                                .map(condition ->
                                        condition.type() + "=" + condition.status() + ": " + condition.message())
                                .collect(Collectors.joining(" ")));
        return false;
    }

    /** Nobody listens there: a refused connection is the answer, which needs no right to send ICMP. */
    private static boolean answers(List<String> addresses) {
        String address = addresses.getFirst().split("/", 2)[0];
        try {
            if (InetAddress.getByName(address).isReachable(ANSWER_MILLIS)) {
                LOG.info("{} answers", address);
                return true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask " + address, e);
        }
        LOG.error(
                "VirtualIP {} is Ready, but {} does not answer from here: is it of a subnet of the nodes?",
                NAME,
                address);
        return false;
    }
}
