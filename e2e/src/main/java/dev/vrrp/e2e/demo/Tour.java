package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Client;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The steps of the demonstration, each checked. */
final class Tour {
    private static final Map<String, Card> CARDS =
            Map.of(TwoServers.FIRST_ADDRESS, Card.FIRST, TwoServers.SECOND_ADDRESS, Card.SECOND);
    private static final List<String> ADDRESSES = List.of(TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
    private static final Duration CONVERGENCE = Duration.ofSeconds(30);
    private static final Duration REPORT = Duration.ofSeconds(30);
    /** 3 advertisement intervals, a skew of (256 − 90) / 256 s, and 1 s. */
    private static final Duration TAKEOVER = Duration.ofMillis(4_650);

    private final Narrator narrator;
    private final Lab lab;
    private final Kubectl kubectl;
    private final Testbed testbed;
    private final Reported reported;

    Tour(Narrator narrator, Testbed testbed) {
        this.narrator = narrator;
        this.testbed = testbed;
        this.lab = testbed.lab();
        this.kubectl = testbed.kubectl();
        this.reported = new Reported(kubectl);
    }

    void run() {
        introduce();
        GroupWatch watch = GroupWatch.start(lab, TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
        Node master = applyExamples(watch);
        Node heir = failCard(watch, master);
        showReport(heir);
        mendCard(watch, master, heir);
    }

    private void introduce() {
        String version = kubectl.json("version").at("/serverVersion/gitVersion").asText();
        StringBuilder text =
                new StringBuilder("Kubernetes " + version + ", and on one LAN, each in a network namespace:");
        for (Node node : lab.nodes()) {
            text.append("\n  %s  %s %s  %s %s"
                    .formatted(
                            node,
                            Card.FIRST.device(),
                            node.address(Card.FIRST),
                            Card.SECOND.device(),
                            node.address(Card.SECOND)));
        }
        narrator.say(text + "\n  client    eth0 " + Client.ADDRESS + ", which asks both addresses 100 times a second");
        narrator.kubectl(kubectl, "get", "nodes");
    }

    private Node applyExamples(GroupWatch watch) {
        narrator.heading("Two VirtualIPs, one on each card, and a SyncGroup that keeps them together");
        applyExample("deploy/examples/two-servers.yaml");
        applyExample("deploy/examples/virtualip.yaml");
        Node master = lab.node(watch.awaitMaster(CONVERGENCE));
        narrator.kubectl(kubectl, "wait", "--for=condition=Ready", "virtualips,syncgroups", "--all", "--timeout=20s");
        awaitReported("kubectl names " + master + " and says Ready", () -> mastersAre(master));
        narrator.kubectl(kubectl, "get", "virtualips,syncgroups");
        narrator.say("The client sends what is for an address to the card that carries it:");
        showNeighbours(master);
        return master;
    }

    private void applyExample(String file) {
        narrator.show(
                "kubectl apply -f " + file,
                kubectl.run("apply", "-f", testbed.checkout().file(file).toString()));
    }

    private Node failCard(GroupWatch watch, Node master) {
        narrator.heading("The second card of " + master + " fails");
        Takeover takeover = watch.observe(() -> setLink(master, "down"), TAKEOVER);
        Waiting.require(takeover.apart().compareTo(TAKEOVER) <= 0, "both addresses stay together: " + takeover);
        for (String address : ADDRESSES) {
            Duration outage =
                    Optional.ofNullable(takeover.outages().get(address)).orElseThrow();
            narrator.fact("%s answers from %s now; nobody answered for %.2f s"
                    .formatted(address, takeover.to(), seconds(outage)));
        }
        Node heir = lab.node(takeover.to());
        showNeighbours(heir);
        return heir;
    }

    private void showReport(Node heir) {
        narrator.heading("What kubectl tells about it");
        awaitReported("kubectl names " + heir + " and says Ready", () -> mastersAre(heir));
        narrator.kubectl(kubectl, "get", "virtualips,syncgroups");
        awaitReported("the Events tell of the takeover", () -> reported.events("VirtualIP", "vi-2").stream()
                .anyMatch(event -> event.reason().equals("BecameMaster")
                        && event.reporter().equals(heir.name())));
        String description = narrator.kubectl(kubectl, "describe", "virtualip", "vi-2");
        Waiting.require(description.contains("BecameMaster"), "kubectl describe shows the Event BecameMaster");
    }

    private void mendCard(GroupWatch watch, Node mended, Node master) {
        narrator.heading("The card is mended, and nobody preempts");
        setLink(mended, "up");
        awaitReported(mended + " is a Backup again", () -> TwoServers.NAMES.stream()
                .allMatch(name -> reported.state(name, mended.name()).equals(Optional.of("Backup"))));
        Instant start = Instant.now();
        Waiting.pause(TAKEOVER);
        Waiting.require(
                ADDRESSES.stream()
                        .allMatch(address ->
                                watch.probe(address).answeringNodes(start).equals(Set.of(master.name()))),
                master + " stays the Master: " + watch.state());
        narrator.kubectl(kubectl, "get", "virtualips,syncgroups");
        narrator.fact("%s is a Backup again, and %s has answered ever since (%.1f s)"
                .formatted(mended, master, seconds(TAKEOVER)));
    }

    private void setLink(Node node, String state) {
        List<String> command =
                List.of("ip", "-n", lab.footprint().prefix() + "-lan", "link", "set", node.port(Card.SECOND), state);
        narrator.show(String.join(" ", command), Command.run(command));
    }

    private void showNeighbours(Node master) {
        awaitReported("the client knows the cards that carry the addresses", () -> ADDRESSES.stream()
                .allMatch(address -> lab.client().neighbour(address).equals(Optional.of(mac(master, address)))));
        for (String address : ADDRESSES) {
            List<String> command =
                    List.of("ip", "-n", lab.client().namespace().name(), "neighbour", "show", "to", address);
            narrator.show(String.join(" ", command), Command.run(command));
            narrator.fact(mac(master, address) + " is " + card(address).device() + " of " + master);
        }
    }

    private static Card card(String address) {
        return Optional.ofNullable(CARDS.get(address)).orElseThrow();
    }

    private static String mac(Node node, String address) {
        return node.mac(card(address));
    }

    private boolean mastersAre(Node node) {
        Optional<String> expected = Optional.of(node.name());
        return TwoServers.NAMES.stream()
                        .allMatch(name -> reported.master("virtualip", name).equals(expected))
                && reported.master("syncgroup", "vg1").equals(expected);
    }

    private static void awaitReported(String what, BooleanSupplier condition) {
        Waiting.until(what, REPORT, condition);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
