package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.kubelet.KubeletCluster;
import dev.vrrp.e2e.lab.Client;
import dev.vrrp.e2e.lab.FastProbe;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The demonstration on real kubelets, from {@code helm install} to {@code helm uninstall}, each step checked. */
final class KubeletTour {
    static final String ADDRESS = "192.168.1.120";
    /** The priority that the operator gives to the best of the nodes that it ranks. */
    private static final int BEST_RANKED = 250;

    private static final Duration CONVERGENCE = Duration.ofSeconds(20);
    private static final Duration REPORT = Duration.ofSeconds(30);
    /** A node without power is NotReady when its Lease has not been renewed for that long. */
    private static final Duration REBOOT = Duration.ofSeconds(60);
    /** 3 advertisement intervals and the skew of the worst ranked, and 1 s. */
    private static final Duration TAKEOVER = Duration.ofMillis(4_200);

    private final Narrator narrator;
    private final KubeletCluster cluster;
    private final Kubectl kubectl;
    private final Reported reported;

    KubeletTour(Narrator narrator, KubeletCluster cluster) {
        this.narrator = narrator;
        this.cluster = cluster;
        this.kubectl = cluster.kubectl();
        this.reported = new Reported(kubectl);
    }

    /** @param stays whether the installation is to be left as it is at the end */
    void run(boolean stays) {
        narrator.say("Each server is a node with its own kubelet and containerd; the client, %s, is on their LAN."
                .formatted(Client.ADDRESS));
        narrator.kubectl(kubectl, "get", "nodes");
        GroupWatch watch = install();
        upgrade(watch);
        losePower(watch);
        if (!stays) {
            uninstall();
        }
    }

    private GroupWatch install() {
        narrator.heading("From nothing to a virtual IP");
        Instant begun = Instant.now();
        helm("install", "--create-namespace");
        narrator.show(
                "kubectl apply -f deploy/examples/virtualip.yaml",
                kubectl.run(
                        "apply",
                        "-f",
                        cluster.checkout()
                                .file("deploy/examples/virtualip.yaml")
                                .toString()));
        narrator.kubectl(kubectl, "wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=55s");
        Duration ready = Duration.between(begun, Instant.now());
        GroupWatch watch = GroupWatch.start(cluster.lab(), ADDRESS);
        String master = watch.awaitMaster(CONVERGENCE);
        narrator.fact("%s answers from %s; %.0f s from the beginning of helm install to Ready"
                .formatted(ADDRESS, master, seconds(ready)));
        narrator.kubectl(kubectl, "get", "pods", "--namespace=vrrp-system", "--output=wide");
        narrator.kubectl(kubectl, "get", "virtualips", "--output=wide");
        return watch;
    }

    private void upgrade(GroupWatch watch) {
        narrator.heading("Other images for all of it, and a client that asks every millisecond");
        Waiting.until(
                "the best ranked node is Master",
                REPORT,
                () -> reported.masterPriority("ingress").equals(OptionalInt.of(BEST_RANKED))
                        && reported.master("virtualip", "ingress").equals(watch.master()));
        FastProbe probe = FastProbe.start(cluster.lab(), ADDRESS);
        Instant begun = Instant.now();
        helm("upgrade", "--reuse-values", "--set=nodeAgent.image.tag=next", "--set=operator.image.tag=next");
        FastProbe.Result result = probe.end();
        Waiting.require(result.lost() == 0, "nothing is lost: " + result);
        Waiting.require(
                watch.history().changes(ADDRESS, begun).stream().noneMatch(change -> change.held()),
                "the address stays where it is");
        narrator.fact(result + "; the address has not moved");
    }

    private void losePower(GroupWatch watch) {
        String master = watch.awaitMaster(CONVERGENCE);
        narrator.heading(master + " loses its power");
        Takeover takeover = watch.observe(() -> cluster.node(master).powerOff(), TAKEOVER);
        narrator.fact("%s answers from %s now; nobody answered for %.1f s"
                .formatted(
                        ADDRESS,
                        takeover.to(),
                        seconds(takeover.outages().getOrDefault(ADDRESS, takeover.duration()))));
        // of two that are left the worse ranked may be Master for the moment until it hears the better one
        Waiting.until(
                "kubectl names who answers",
                REPORT,
                () -> watch.master().isPresent()
                        && reported.master("virtualip", "ingress").equals(watch.master()));
        narrator.kubectl(kubectl, "get", "virtualips");
        Waiting.until("Kubernetes knows it too", REPORT, () -> kubectl.output("get", "node", master)
                .contains("NotReady"));
        narrator.kubectl(kubectl, "get", "nodes");
        Instant begun = Instant.now();
        cluster.node(master).powerOn();
        // not by what kubectl tells: until the agent reports, that is still what was so before
        Waiting.until("the best ranked node is Master again", REBOOT, () -> watch.master()
                .filter(master::equals)
                .isPresent());
        narrator.fact(
                "%s is back after %.0f s and Master, as it is the best ranked; %d of the probes since then were lost"
                        .formatted(
                                master,
                                seconds(Duration.between(begun, Instant.now())),
                                watch.probe(ADDRESS).lost(begun)));
        narrator.kubectl(kubectl, "describe", "virtualip", "ingress");
    }

    private void uninstall() {
        narrator.heading("All of it is removed");
        narrator.kubectl(kubectl, "delete", "virtualips,syncgroups", "--all");
        narrator.show(
                "helm uninstall vrrp-operator --namespace=vrrp-system --wait",
                cluster.helm().run("uninstall", "vrrp-operator", "--namespace=vrrp-system", "--wait"));
        Waiting.until("no node holds the address", REPORT, () -> cluster.lab().nodes().stream()
                .noneMatch(node -> node.holds(ADDRESS)));
        narrator.fact("no node holds " + ADDRESS);
    }

    private void helm(String command, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of(command, "vrrp-operator", cluster.chart().toString(), "--namespace=vrrp-system", "--wait"));
        arguments.addAll(List.of(options));
        narrator.show("helm " + String.join(" ", arguments), cluster.helm().run(arguments.toArray(String[]::new)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
