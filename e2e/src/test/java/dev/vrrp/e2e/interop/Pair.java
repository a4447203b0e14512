package dev.vrrp.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Capture;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Client;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our agent on server A, a peer on server B, and a client that asks for their addresses all the time. */
final class Pair {
    /** What a machine with two busy cores may add to any of the protocol's times. */
    static final Duration TOLERANCE = Duration.ofSeconds(1);

    /** What such a machine may take to tell of the answers that the client has got. */
    private static final Duration LAG = Duration.ofSeconds(1);

    /** From the start of a program to its first word on the LAN, on a machine that has much else to do. */
    static final Duration START = Duration.ofSeconds(30);

    private static final List<State> NOT_MASTER = List.of(State.BACKUP, State.FAULT);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Lab lab;
    private final StandaloneAgent agent;
    private final VrrpRouter peer;
    private final List<Capture> captures;
    /** What each program runs; nothing while it does not. */
    private final Map<VrrpRouter, List<RouterPlan>> running = new HashMap<>();

    private @Nullable VrrpRouter cut;

    private Pair(Lab lab, Function<Lab, VrrpRouter> peer) {
        this.lab = lab;
        this.agent = new StandaloneAgent(lab.node(NodePlan.A), lab.directory());
        this.peer = peer.apply(lab);
        await("both nodes have their link-local addresses").atMost(START).until(() -> lab.nodes().stream()
                .allMatch(node -> node.hasLinkLocalAddress(Card.FIRST)));
        this.captures = Stream.of(Card.values())
                .map(card -> Capture.start(lab, agent.node(), card))
                .toList();
    }

    /**
     * Plays {@code story} in a lab of its own, and judges at the end what the two said about each other and what the agent
     * sent. If anything is wrong, all that can be seen is printed.
     *
     * @param peer makes the peer on server B of the lab
     */
    static void play(String title, Function<Lab, VrrpRouter> peer, Consumer<Pair> story) {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            Pair pair = new Pair(lab, peer);
            Instant begun = Instant.now();
            try {
                story.accept(pair);
                pair.assertNoComplaints();
            } catch (AssertionError | RuntimeException e) {
                System.out.println("=== " + title + " failed: " + e.getMessage() + "\n" + pair.diagnosis());
                throw e;
            }
            System.out.println(
                    title + ": " + Duration.between(begun, Instant.now()).toMillis() + " ms");
        }
    }

    Lab lab() {
        return lab;
    }

    StandaloneAgent agent() {
        return agent;
    }

    VrrpRouter peer() {
        return peer;
    }

    VrrpRouter other(VrrpRouter router) {
        return router.equals(peer) ? agent : peer;
    }

    /** Starts {@code router} with {@code plans}, and the client asks for their addresses from then on. */
    void start(VrrpRouter router, List<RouterPlan> plans) {
        router.start(plans);
        running.put(router, plans);
        plans.forEach(plan -> probed(plan).forEach(lab.client()::probe));
    }

    /** SIGTERM. */
    void terminate(VrrpRouter router) {
        running.remove(router);
        router.terminate();
    }

    /** Cuts {@code router} off the LAN in silence: it goes on as if nothing were. */
    void cut(VrrpRouter router) {
        cut = router;
        router.node().cutSilently();
    }

    void heal(VrrpRouter router) {
        router.node().healCut();
        cut = null;
    }

    /**
     * Waits until {@code master} alone has all addresses.
     *
     * @param bound until the client hears it; both programs and both kernels must say the same soon after
     */
    void expectMaster(VrrpRouter master, Duration bound) {
        List<RouterPlan> plans = plansOf(master);
        await("the client hears " + master.node() + " for all addresses")
                .atMost(bound.plus(LAG))
                .pollInterval(POLL)
                .untilAsserted(
                        () -> plans.forEach(plan -> probes(plan).forEach(probe -> assertThat(probe.answeringNode())
                                .as("who answers for %s", probe.address())
                                .hasValue(master.node().name()))));
        expectStates(master, START);
        expectHolder(
                plans.stream().flatMap(plan -> plan.clientAddresses().stream()).toList(), master);
    }

    /** Waits until both programs say that {@code master} alone is Master. */
    void expectStates(VrrpRouter master, Duration bound) {
        List<RouterPlan> plans = plansOf(master);
        VrrpRouter other = other(master);
        await("both programs say the same")
                .atMost(bound)
                .pollInterval(POLL)
                .untilAsserted(() -> plans.forEach(plan -> {
                    assertThat(master.state(plan))
                            .as("%s on %s", plan.name(), master.node())
                            .isEqualTo(State.MASTER);
                    if (!other.equals(cut)) {
                        assertThat(other.state(plan))
                                .as("%s on %s", plan.name(), other.node())
                                .isIn(running.containsKey(other) ? NOT_MASTER : List.of(State.INITIALIZE));
                    }
                }));
    }

    private void expectHolder(List<String> addresses, VrrpRouter master) {
        List<String> virtualMacs = plansOf(master).stream()
                .filter(RouterPlan::virtualMac)
                .map(RouterPlan::virtualMacAddress)
                .toList();
        Client client = lab.client();
        VrrpRouter other = other(master);
        await(addresses + " are with " + master.node())
                .atMost(START)
                .pollInterval(POLL)
                .untilAsserted(() -> {
                    assertThat(master.node().servedAddresses())
                            .as("addresses of %s", master.node())
                            .containsAll(addresses);
                    if (!other.equals(cut)) {
                        assertThat(other.node().servedAddresses())
                                .as("addresses of %s", other.node())
                                .doesNotContainAnyElementsOf(addresses);
                    }
                    for (String address : addresses) {
                        assertThat(client.reaches(address))
                                .as("%s answers", address)
                                .isTrue();
                        assertThat(client.neighbour(address)
                                        .filter(mac -> master.node().speaksFrom(mac) || virtualMacs.contains(mac)))
                                .as("MAC address of %s at the client, %s", address, client.neighbour(address))
                                .isPresent();
                    }
                });
    }

    /** The longest time since {@code since} in which an address did not answer. */
    Duration outage(Instant since) {
        return plans().flatMap(this::probes)
                .map(probe -> probe.longestOutage(since).duration())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Who answered for any of the addresses since {@code since}. */
    List<String> answeringNodes(Instant since) {
        return plans().flatMap(this::probes)
                .flatMap(probe -> probe.answeringNodes(since).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** A client that asks anew finds out who has the addresses. */
    void clientForgets() {
        plans().flatMap(plan -> plan.clientAddresses().stream()).forEach(lab.client()::forget);
    }

    List<RouterPlan> plansOf(VrrpRouter router) {
        return Optional.ofNullable(running.get(router)).orElseThrow();
    }

    private Stream<RouterPlan> plans() {
        return running.values().stream().flatMap(List::stream);
    }

    private Stream<Probe> probes(RouterPlan plan) {
        return probed(plan).map(lab.client()::probe);
    }

    /** The first and the last address stand for all that are between. */
    private static Stream<String> probed(RouterPlan plan) {
        List<String> addresses = plan.clientAddresses();
        return Stream.of(addresses.getFirst(), addresses.getLast()).distinct();
    }

    private void assertNoComplaints() {
        assertThat(agent.complaints()).as("complaints of the agent").isEmpty();
        assertThat(peer.complaints()).as("complaints of the peer").isEmpty();
        captures.forEach(Capture::stop);
        assertThat(captures.stream().map(Capture::complaints))
                .as("what Wireshark finds wrong with the packets of the agent")
                .containsOnly("");
        assertThat(captures.stream().mapToLong(capture -> capture.count("vrrp")).sum())
                .as("advertisements of the agent that Wireshark decoded")
                .isGreaterThan(1);
        assertThat(captures.stream()
                        .mapToLong(capture -> capture.count("arp.isgratuitous || icmpv6.type == 136"))
                        .sum())
                .as("announcements of the agent that Wireshark decoded")
                .isPositive();
    }

    private String diagnosis() {
        StringBuilder text = new StringBuilder();
        running.keySet().forEach(router -> plansOf(router).forEach(plan -> {
            text.append("%s on %s is %s%n".formatted(plan.name(), router.node(), router.state(plan)));
            probes(plan)
                    .forEach(probe -> text.append("%s is answered by %s%n"
                            .formatted(probe.address(), probe.answeringNode().orElse("nobody"))));
        }));
        lab.nodes()
                .forEach(node ->
                        section(text, "addresses of " + node, node.namespace().ip("address")));
        section(text, "neighbours of the client", lab.client().namespace().ip("neighbour"));
        section(text, "agent", agent.log());
        section(text, "peer", peer.log());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, String content) {
        text.append("--- ").append(title).append(" ---\n").append(content).append('\n');
    }
}
