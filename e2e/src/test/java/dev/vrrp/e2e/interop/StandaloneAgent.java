package dev.vrrp.e2e.interop;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Authentication;
import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.api.v1alpha1.AuthenticationType;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.VrrpRouter;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.AgentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our agent with a file in place of Kubernetes. */
public final class StandaloneAgent implements VrrpRouter {
    private final Path file;
    private final Agent agent;

    /**
     * An agent, not started yet.
     *
     * @param directory for its file, its state and its log
     */
    public StandaloneAgent(Node node, Path directory) {
        this(node, directory, UnaryOperator.identity());
    }

    /** @param launcher makes the command out of the usual one */
    public StandaloneAgent(Node node, Path directory, UnaryOperator<List<String>> launcher) {
        this.file = directory.resolve(node.name() + ".yaml");
        this.agent = Agent.standalone(node, Checkout.find().jar("node-agent"), file, directory)
                .launchedBy(launcher);
    }

    @Override
    public Node node() {
        return agent.node();
    }

    /** The program itself. */
    public Agent agent() {
        return agent;
    }

    @Override
    public void start(List<RouterPlan> plans) {
        Map<String, String> passwords = new LinkedHashMap<>();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (RouterPlan plan : plans) {
            if (plan.password() != null) {
                passwords.put(plan.name(), plan.password());
            }
            if (plan.syncGroup() != null) {
                groups.merge(plan.syncGroup(), List.of(plan.name()), StandaloneAgent::concatenation);
            }
        }
        NodeConfigSpec spec = new NodeConfigSpec(
                plans.stream().map(StandaloneAgent::virtualRouter).toList(),
                groups.entrySet().stream()
                        .map(group -> new RouterGroup(group.getKey(), group.getValue()))
                        .toList());
        AgentFile.write(file, node().name(), spec, passwords);
        agent.start();
    }

    @Override
    public void terminate() {
        agent.terminate();
    }

    @Override
    public void awaitEnd() {
        int exitCode = agent.awaitEnd();
        if (exitCode != 0) {
            throw new AssertionError("the agent of " + node() + " ended with " + exitCode + "\n" + log());
        }
    }

    /** SIGKILL, and a new process with the same file. */
    public void killAndStart() {
        agent.kill();
        agent.start();
    }

    /** SIGKILL. */
    public void kill() {
        agent.kill();
    }

    /** SIGSTOP: it stands still until {@link #resume}. */
    public void pause() {
        agent.pause();
    }

    /** SIGCONT. */
    public void resume() {
        agent.resume();
    }

    @Override
    public State state(RouterPlan plan) {
        Pattern change = Pattern.compile(Pattern.quote(plan.name()) + ": [A-Za-z]+ -> ([A-Za-z]+) ");
        return agent.runs()
                ? last(change)
                        .map(state -> State.valueOf(state.toUpperCase(Locale.ROOT)))
                        .orElse(State.INITIALIZE)
                : State.INITIALIZE;
    }

    /** Why {@code plan} has its state, in the agent's words. */
    public Optional<String> reason(RouterPlan plan) {
        return last(Pattern.compile(Pattern.quote(plan.name()) + ": [A-Za-z]+ -> [A-Za-z]+ \\(([A-Za-z]+)\\)"));
    }

    @Override
    public List<String> complaints() {
        return log().lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    @Override
    public String log() {
        try {
            return Files.exists(agent.log()) ? Files.readString(agent.log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> last(Pattern pattern) {
        return pattern.matcher(log()).results().map(match -> match.group(1)).reduce((_, later) -> later);
    }

    private static List<String> concatenation(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static VirtualRouter virtualRouter(RouterPlan plan) {
        return new VirtualRouter(
                plan.name(),
                plan.name(),
                plan.isIPv6() ? AddressFamily.IPv6 : AddressFamily.IPv4,
                plan.virtualRouterId(),
                plan.version(),
                plan.device(),
                plan.priority(),
                plan.interval().toMillis() + "ms",
                plan.preempt(),
                "0s",
                plan.addresses(),
                plan.unicast() ? Transport.Unicast : Transport.Multicast,
                plan.peers(),
                Checksum.PseudoHeader,
                authentication(plan),
                plan.virtualMac(),
                new Track(plan.trackedDevices().stream()
                        .map(device -> new TrackedInterface(device, null))
                        .toList()));
    }

    private static @Nullable Authentication authentication(RouterPlan plan) {
        return plan.password() == null
                ? null
                : new Authentication(
                        AuthenticationType.SimplePassword, new SecretReference(plan.name(), AgentFile.KEY, null));
    }
}
