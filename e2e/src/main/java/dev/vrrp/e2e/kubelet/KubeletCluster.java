package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Controllers;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Three nodes with real kubelets, a control plane, helm, and the images of the product on each node; nothing is installed. */
public final class KubeletCluster implements AutoCloseable {
    private static final Duration NODES_BOUND = Duration.ofMinutes(3);

    private final Lab lab;
    private final Checkout checkout;
    private final ControlPlane controlPlane;
    private final Helm helm;
    private final Path chart;
    private final List<KubeletNode> nodes;

    private KubeletCluster(Lab lab, Checkout checkout) {
        this.lab = lab;
        this.checkout = checkout;
        Path programs = checkout.kubeletPrograms();
        Images images = Images.of(checkout);
        List<Path> archives = new ArrayList<>(List.of(programs.resolve("pause.tar")));
        Images.NAMES.forEach(name -> archives.add(images.archive(name)));
        this.controlPlane = ControlPlane.start(lab, checkout);
        Controllers.start(controlPlane, programs);
        List<KubeletNode> booted = new ArrayList<>();
        for (Node node : lab.nodes()) {
            booted.add(KubeletNode.boot(lab, node, booted.size() + 1, controlPlane, checkout, archives));
        }
        this.nodes = List.copyOf(booted);
        this.helm = new Helm(programs.resolve("helm"), kubectl().kubeconfig(), lab.directory());
        this.chart = helm.pack(checkout.file("charts/vrrp-operator"));
    }

    /** Servers A, B and C, ready for pods. */
    public static KubeletCluster start() {
        Lab lab = Lab.create(NodePlan.ALL);
        try {
            KubeletCluster cluster = new KubeletCluster(lab, Checkout.find());
            cluster.awaitNodes();
            return cluster;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    public Lab lab() {
        return lab;
    }

    public Checkout checkout() {
        return checkout;
    }

    public Kubectl kubectl() {
        return controlPlane.kubectl();
    }

    public Helm helm() {
        return helm;
    }

    /** The chart of the product, packaged. */
    public Path chart() {
        return chart;
    }

    public List<KubeletNode> nodes() {
        return nodes;
    }

    public KubeletNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + name));
    }

    private void awaitNodes() {
        Awaitility.await("every node is Ready")
                .atMost(NODES_BOUND)
                .pollInterval(Duration.ofMillis(250))
                .failFast("the nodes run: " + lab.directory(), () -> !nodes.stream()
                        .allMatch(KubeletNode::runs))
                .until(() -> kubectl()
                                .run("get", "nodes", "--no-headers")
                                .output()
                                .lines()
                                .filter(line -> line.contains(" Ready "))
                                .count()
                        == nodes.size());
    }

    /** What a person would look at first when something went wrong. */
    public String diagnosis() {
        StringBuilder text = new StringBuilder();
        for (String command : List.of(
                "get nodes -o wide",
                "get pods --all-namespaces -o wide",
                "describe pods --namespace vrrp-system",
                "get virtualips -o wide",
                "get nodeconfigs -o yaml",
                "get events --all-namespaces",
                "logs --namespace vrrp-system --selector app.kubernetes.io/component=operator --tail=40 --prefix",
                "logs --namespace vrrp-system --selector app.kubernetes.io/component=node-agent --tail=40 --prefix")) {
            CommandResult result = kubectl().run(command.split(" "));
            text.append("\n--- kubectl ")
                    .append(command)
                    .append('\n')
                    .append(result.output())
                    .append(result.errors());
        }
        nodes.forEach(node -> text.append(logs(node)));
        return text.toString();
    }

    private static String logs(KubeletNode node) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(node.folder())) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("\n--- ")
                        .append(node.name())
                        .append(' ')
                        .append(log.getFileName())
                        .append('\n');
                lines.subList(Math.max(0, lines.size() - 25), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public void close() {
        lab.close();
    }
}
