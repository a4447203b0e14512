package dev.vrrp.agent.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The state of every virtual router as JSON, in the words of the custom resources; times carry their unit in the name. */
final class StatePage {
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** What is at the top. */
    private record Page(String version, long generation, boolean takesPart, List<Router> routers) {}

    /** One virtual router. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Router(
            String name,
            @JsonProperty("interface") String interfaceName,
            String family,
            int vrid,
            int version,
            String state,
            int priority,
            int effectivePriority,
            @Nullable String sourceAddress,
            @Nullable String masterAddress,
            double advertisementIntervalMilliseconds,
            double masterAdvertisementIntervalMilliseconds,
            double skewMilliseconds,
            double masterDownMilliseconds,
            boolean preempt,
            double preemptDelayMilliseconds,
            List<String> addresses,
            String transport,
            List<String> peers,
            String checksum,
            String authentication,
            List<TrackedInterface> tracked,
            List<String> faults,
            long advertisementsSent,
            long advertisementsReceived,
            long leaseFailures,
            long transitions,
            List<Transition> lastTransitions) {}

    /** One change of state, the newest first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Transition(
            String at,
            String from,
            String to,
            String reason,
            @Nullable Double outageMilliseconds) {}

    private StatePage() {}

    static byte[] of(NodeState node, String version, AgentMetrics metrics) throws JsonProcessingException {
        return JSON.writeValueAsBytes(new Page(
                version,
                node.generation(),
                node.takesPart(),
                node.routers().stream()
                        .map(router ->
                                router(router, metrics.counted(router.config().name())))
                        .toList()));
    }

    private static Router router(RouterState state, RouterCounters counters) {
        VirtualRouterConfig config = state.config();
        RouterReport report = state.report();
        return new Router(
                config.name(),
                config.interfaceName(),
                family(config.family()),
                config.vrid().value(),
                config.version().number(),
                report.state().toString(),
                config.priority().value(),
                report.priority(),
                state.source().map(InterfaceAddress::text).orElse(null),
                state.master().map(InterfaceAddress::text).orElse(null),
                milliseconds(config.interval().toDuration()),
                milliseconds(state.masterInterval().toDuration()),
                milliseconds(state.skew()),
                milliseconds(state.masterDown()),
                config.preempt(),
                milliseconds(config.preemptDelay()),
                config.addresses().stream().map(InterfaceAddress::toString).toList(),
                transport(config.transport()),
                config.peers().stream().map(InterfaceAddress::text).toList(),
                checksum(config.checksum()),
                authentication(config.authentication()),
                config.tracked(),
                report.faults(),
                counters.sent.sum(),
                counters.received.sum(),
                counters.leaseFailures.sum(),
                counters.transitions().values().stream()
                        .mapToLong(LongAdder::sum)
                        .sum(),
                report.transitions().stream().map(StatePage::transition).toList());
    }

    private static Transition transition(RouterReport.Change change) {
        return new Transition(
                change.at().toString(),
                change.from().toString(),
                change.to().toString(),
                change.reason().toString(),
                change.outage().map(StatePage::milliseconds).orElse(null));
    }

    private static String family(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
        };
    }

    private static String transport(Transport transport) {
        return switch (transport) {
            case MULTICAST -> "Multicast";
            case UNICAST -> "Unicast";
        };
    }

    private static String checksum(ChecksumMode checksum) {
        return switch (checksum) {
            case PSEUDO_HEADER -> "PseudoHeader";
            case RFC9568 -> "RFC9568";
        };
    }

    /** Its kind, never its password. */
    private static String authentication(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> "None";
            case Authentication.SimplePassword _ -> "SimplePassword";
        };
    }

    private static double milliseconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLISECOND;
    }
}
