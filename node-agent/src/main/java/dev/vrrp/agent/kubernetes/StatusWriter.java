package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.kubernetes.Reporter.Rejection;
import dev.vrrp.agent.preflight.Finding;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MacAddress;
import dev.vrrp.agent.runtime.AddressProblem;
import dev.vrrp.agent.runtime.AddressRestoration;
import dev.vrrp.agent.runtime.ForeignRouter;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.Agent;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what belongs to one node, by server-side apply. What the API server refuses for good (4xx) is logged and dropped;
 * what it could not take is thrown, for another attempt.
 */
public final class StatusWriter {
    /** More than an interface has in practice; the schema's bound. */
    private static final int MOST_ADDRESSES = 64;

    private static final int MOST_INTERFACES = 256;
    private static final int LONGEST_MESSAGE = 512;
    private static final int TOO_MANY_REQUESTS = 429;
    /** An API server that has just started forbids everything until it has read its roles. */
    private static final Duration ROLES_UNREAD = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

    private final KubernetesClient client;
    private final String node;
    private final Agent agent;
    private final InstantSource clock;
    private final PatchContext apply;
    private final NodeConditions conditions;
    /** What the NodeConfig says, as far as we know. */
    private @Nullable NodeConfigStatus written;

    private final RepeatedEvents repeated = new RepeatedEvents();
    private long eventSequence;
    /** By {@link System#nanoTime}; null: the last request that was answered was allowed. */
    private @Nullable Long forbiddenSinceNanos;

    public StatusWriter(KubernetesClient client, String node, String version, InstantSource clock) {
        this.client = client;
        this.node = node;
        this.clock = clock;
        this.agent = new Agent(version, now());
        this.conditions = new NodeConditions(clock);
        this.apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(ApiGroup.agentFieldManager(node))
                .withForce(true)
                .build();
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    void writeVirtualIP(String name, List<RouterReport> routers) {
        attempt("status of VirtualIP " + name, () -> {
            VirtualIP present = client.resources(VirtualIP.class).withName(name).get();
            if (present != null) {
                Optional<VirtualIPStatus.Master> master = Optional.ofNullable(present.getStatus())
                        .flatMap(status -> Optional.ofNullable(status.master()));
                applyVirtualIP(name, VirtualIPReport.status(node, routers, master));
            }
        });
    }

    /** Writes the status of a VirtualIP that this node is Master of once more if it names another. */
    void confirmMaster(String name, List<RouterReport> routers) {
        attempt("status of VirtualIP " + name, () -> {
            VirtualIP present = client.resources(VirtualIP.class).withName(name).get();
            if (present == null || routers.isEmpty()) {
                return;
            }
            Optional<VirtualIPStatus.Master> master =
                    Optional.ofNullable(present.getStatus()).flatMap(status -> Optional.ofNullable(status.master()));
            if (master.filter(told -> told.node().equals(node)).isEmpty()) {
                applyVirtualIP(name, VirtualIPReport.status(node, routers, master));
            }
        });
    }

    /** This node has no part in the VirtualIP any more. */
    void withdrawVirtualIP(String name) {
        attempt("status of VirtualIP " + name, () -> {
            // no status at all: server-side apply turns an empty one into null, which the schema refuses
            if (client.resources(VirtualIP.class).withName(name).get() != null) {
                applyVirtualIP(name, null);
            }
        });
    }

    private void applyVirtualIP(String name, @Nullable VirtualIPStatus status) {
        VirtualIP virtualIP = new VirtualIP();
        virtualIP.setMetadata(new ObjectMetaBuilder().withName(name).build());
        virtualIP.setStatus(status);
        applyStatus(virtualIP);
    }

    /** The NodeConfig may be another one now. */
    void forgetNodeConfig() {
        written = null;
    }

    /** Writes what the NodeConfig does not say yet. */
    void writeNodeConfig(
            NodeReport report, Optional<Rejection> rejection, List<Finding> findings, List<ForeignRouter> foreign) {
        NodeConfigStatus status = new NodeConfigStatus(
                report.generation() == 0 ? null : report.generation(),
                agent,
                report.links().stream()
                        .limit(MOST_INTERFACES)
                        .map(StatusWriter::link)
                        .toList(),
                foreign.stream().map(StatusWriter::foreign).toList(),
                report.problems().stream().map(StatusWriter::problem).toList(),
                conditions.of(report, rejection, findings));
        if (status.equals(written)) {
            return;
        }
        NodeConfig nodeConfig = new NodeConfig();
        nodeConfig.setMetadata(new ObjectMetaBuilder().withName(node).build());
        nodeConfig.setStatus(status);
        attempt("status of NodeConfig " + node, () -> {
            applyStatus(nodeConfig);
            written = status;
        });
    }

    private static NodeInterface link(Link link) {
        return new NodeInterface(
                link.name(),
                link.index(),
                link.up(),
                link.mac() == 0 ? null : new MacAddress(link.mac()).toString(),
                link.mtu() == 0 ? null : link.mtu(),
                link.addresses().stream()
                        .limit(MOST_ADDRESSES)
                        .map(Object::toString)
                        .toList());
    }

    private static NodeConfigStatus.AddressProblem problem(AddressProblem problem) {
        return new NodeConfigStatus.AddressProblem(
                problem.router(),
                problem.address().toString(),
                problem.reason().toString(),
                problem.mac().isPresent() ? new MacAddress(problem.mac().getAsLong()).toString() : null,
                problem.message().length() <= LONGEST_MESSAGE
                        ? problem.message()
                        : problem.message().substring(0, LONGEST_MESSAGE - 1) + "…",
                problem.since().toString());
    }

    private static NodeConfigStatus.ForeignRouter foreign(ForeignRouter router) {
        return new NodeConfigStatus.ForeignRouter(
                router.interfaceName(),
                switch (router.family()) {
                    case IPV4 -> AddressFamily.IPv4;
                    case IPV6 -> AddressFamily.IPv6;
                },
                router.vrid(),
                InterfaceAddress.text(router.source()),
                router.priority().orElse(null),
                router.lastSeen().toString(),
                router.reason().toString(),
                router.message(),
                router.splitBrain() ? true : null);
    }

    void writeEvent(String virtualIP, AddressRestoration restoration) {
        writeEvent(
                virtualIP,
                restoration.at(),
                (present, sequence) -> Optional.of(RestorationEvent.of(node, present, restoration, sequence)),
                event -> RestorationEvent.sameness(event, restoration));
    }

    void writeEvent(String virtualIP, RouterReport router, Change change) {
        writeEvent(
                virtualIP,
                change.at(),
                (present, sequence) -> FailoverEvent.of(node, present, router, change, sequence),
                event -> FailoverEvent.sameness(event, router));
    }

    private interface EventMaker {
        Optional<Event> make(VirtualIP virtualIP, long sequence);
    }

    private void writeEvent(String virtualIP, Instant at, EventMaker maker, Function<Event, List<String>> sameness) {
        attempt("Event about VirtualIP " + virtualIP, () -> {
            VirtualIP present =
                    client.resources(VirtualIP.class).withName(virtualIP).get();
            if (present != null) {
                maker.make(present, eventSequence++).ifPresent(event -> tell(event, sameness.apply(event), at));
            }
        });
    }

    /** An Event that only says again what one lately said is counted there, such as those of a link that flaps. */
    private void tell(Event event, List<String> sameness, Instant at) {
        RepeatedEvents.Told told = sameness.isEmpty()
                ? new RepeatedEvents.Told(event.getMetadata().getName(), 1, at)
                : repeated.tell(sameness, event.getMetadata().getName(), at);
        if (told.count() > 1) {
            try {
                // an object in place of a name: that would be read first
                Event counted = new EventBuilder()
                        .withNewMetadata()
                        .withName(told.name())
                        .withNamespace(FailoverEvent.NAMESPACE)
                        .endMetadata()
                        .build();
                events().resource(counted)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), FailoverEvent.series(told.count(), at));
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
                repeated.forget(sameness);
                RepeatedEvents.Told _ =
                        repeated.tell(sameness, event.getMetadata().getName(), at);
            }
        }
        events().resource(event).create();
    }

    private NonNamespaceOperation<Event, EventList, Resource<Event>> events() {
        return client.events().v1().events().inNamespace(FailoverEvent.NAMESPACE);
    }

    private <T extends HasMetadata> void applyStatus(T object) {
        client.resource(object).subresource("status").patch(apply);
    }

    private void attempt(String what, Runnable request) {
        try {
            request.run();
            forbiddenSinceNanos = null;
        } catch (KubernetesClientException e) {
            if (!isFinal(e.getCode())) {
                throw e;
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                log.debug("{}: it does not exist", what);
            } else {
                log.warn("the API server refused the {}: {}", what, ClusterClient.reason(e));
            }
        }
    }

    private boolean isFinal(int code) {
        if (code == HttpURLConnection.HTTP_FORBIDDEN) {
            if (forbiddenSinceNanos == null) {
                forbiddenSinceNanos = System.nanoTime();
            }
            return System.nanoTime() - forbiddenSinceNanos > ROLES_UNREAD.toNanos();
        }
        return code >= HttpURLConnection.HTTP_BAD_REQUEST
                && code < HttpURLConnection.HTTP_INTERNAL_ERROR
                && code != HttpURLConnection.HTTP_UNAUTHORIZED
                && code != TOO_MANY_REQUESTS;
    }
}
