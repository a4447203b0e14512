package dev.vrrp.e2e.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.kubelet.KubeletCluster;
import dev.vrrp.e2e.lab.Capture;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.product.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The product in its images on three real kubelets: what it takes to come, and what it costs. */
final class PodBenchmark {
    private static final String USAGE = """
            Options of e2e/bench pods:
              --runs N           how often an agent is killed; default: 5
              --results FOLDER   where the values go, each on a line of pods.tsv
            """;

    private static final String ADDRESS = "192.168.1.120";
    private static final int BEST_RANKED = 250;
    private static final int MOST_ROUTERS = 255;
    /** What kubectl does within its bound. */
    private static final int CREATED_AT_ONCE = 32;

    private static final Duration INSTALL_BOUND = Duration.ofSeconds(60);
    private static final Duration FILL_BOUND = Duration.ofMinutes(5);
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Duration SAMPLE = Duration.ofMinutes(1);
    /** What has just started or changed settles. */
    private static final Duration REST = Duration.ofSeconds(20);

    private final KubeletCluster cluster;
    private final Results results;

    private PodBenchmark(KubeletCluster cluster, Results results) {
        this.cluster = cluster;
        this.results = results;
    }

    public static void main(String[] arguments) throws IOException {
        int runs = 5;
        Path file = null;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--runs" -> runs = Integer.parseInt(arguments[i + 1]);
                case "--results" ->
                    file = Files.createDirectories(Path.of(arguments[i + 1])).resolve("pods.tsv");
                default -> exitWithUsage();
            }
        }
        if (arguments.length % 2 != 0) {
            exitWithUsage();
        }
        if (!measure(runs, file)) {
            System.err.println("helm install took more than " + INSTALL_BOUND.toSeconds()
                    + " s until the first VirtualIP was Ready");
            System.exit(1);
        }
    }

    private static void exitWithUsage() {
        System.err.println(USAGE);
        System.exit(2);
    }

    /** Whether everything took no longer than it may. */
    private static boolean measure(int runs, @Nullable Path file) {
        Results results = new Results(file);
        try (KubeletCluster cluster = KubeletCluster.start()) {
            PodBenchmark benchmark = new PodBenchmark(cluster, results);
            boolean inTime = benchmark.install();
            for (int run = 0; run < runs; run++) {
                benchmark.restart();
            }
            benchmark.costs("1 virtual router");
            benchmark.fill();
            benchmark.costs(MOST_ROUTERS + " virtual routers");
            System.out.println("\n" + results.table());
            return inTime;
        }
    }

    /** Whether it took no longer than it may. */
    private boolean install() {
        Instant begun = Instant.now();
        cluster.helm()
                .output(
                        "install",
                        "vrrp-operator",
                        cluster.chart().toString(),
                        "--namespace=vrrp-system",
                        "--create-namespace",
                        "--wait");
        add("helm install, until all is ready", "s", seconds(begun));
        cluster.kubectl()
                .output(
                        "apply",
                        "-f",
                        cluster.checkout()
                                .file("deploy/examples/virtualip.yaml")
                                .toString());
        cluster.kubectl().output("wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=55s");
        double ready = seconds(begun);
        add("helm install, until the first VirtualIP is Ready", "s", ready);
        return ready <= INSTALL_BOUND.toSeconds();
    }

    /** Kills the agent of the Master; the next one goes on with its address. */
    private void restart() {
        GroupWatch watch = GroupWatch.start(cluster.lab(), ADDRESS);
        Reported reported = new Reported(cluster.kubectl());
        await("the best ranked node is Master").atMost(BOUND).until(() -> reported.masterPriority("ingress")
                .equals(OptionalInt.of(BEST_RANKED)));
        String master = watch.awaitMaster(BOUND);
        Node node = cluster.lab().node(master);
        long killed = processes("node-agent.jar", master).getFirst();
        Capture capture = Capture.start(cluster.lab(), node, Card.FIRST);
        Instant begun = Instant.now();
        Command.run("kill", "-KILL", String.valueOf(killed)).orThrow();
        await("another agent runs").atMost(BOUND).until(() -> processes("node-agent.jar", master).stream()
                .anyMatch(process -> process != killed));
        Instant started = ProcessCost.start(processes("node-agent.jar", master).getFirst());
        await("it advertises")
                .atMost(BOUND)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> capture.times("vrrp").stream().anyMatch(started::isBefore));
        capture.stop();
        add("agent killed: until its container is started again", "ms", millis(begun, started));
        add(
                "start of the agent's container to its first advertisement",
                "ms",
                millis(
                        started,
                        capture.times("vrrp").stream()
                                .filter(started::isBefore)
                                .findFirst()
                                .orElseThrow()));
        watch.awaitMaster(BOUND);
        add(
                "agent killed: nobody answered for",
                "ms",
                watch.probe(ADDRESS).longestOutage(begun).duration().toNanos() / 1e6);
    }

    /** As many VirtualIPs as VRRP has numbers for on one segment. */
    private void fill() {
        Instant begun = Instant.now();
        for (int first = 1; first < MOST_ROUTERS; first += CREATED_AT_ONCE) {
            String manifests = IntStream.range(first, Math.min(first + CREATED_AT_ONCE, MOST_ROUTERS))
                    .mapToObj(number -> """
                            apiVersion: vrrp.dev/v1alpha1
                            kind: VirtualIP
                            metadata: {name: many-%1$d}
                            spec: {addresses: [10.77.0.%1$d/32], interface: %2$s}
                            """.formatted(number, Card.FIRST.device()))
                    .collect(Collectors.joining("---\n"));
            cluster.kubectl().runWithInput(manifests, "create", "-f", "-").orThrow();
        }
        await("all are Ready")
                .atMost(FILL_BOUND)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Stream.of(cluster.kubectl()
                                        .output(
                                                "get",
                                                "virtualips",
                                                "--output=jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}")
                                        .split(" "))
                                .filter("True"::equals)
                                .count()
                        == MOST_ROUTERS);
        add(MOST_ROUTERS + " VirtualIPs, from kubectl create until all are Ready", "s", seconds(begun));
    }

    private void costs(String load) {
        pause(REST);
        Map<Long, String> names = new TreeMap<>();
        for (var node : cluster.nodes()) {
            processes("node-agent.jar", node.name()).forEach(process -> names.put(process, "agent, " + load));
            processes("operator.jar", node.name()).forEach(process -> names.put(process, "operator, " + load));
        }
        Map<Long, Double> before = names.keySet().stream()
                .collect(Collectors.toMap(process -> process, process -> ProcessCost.cpuSeconds(List.of(process))));
        pause(SAMPLE);
        names.forEach((process, name) -> {
            add(
                    "CPU, " + name,
                    "CPU s a minute",
                    ProcessCost.cpuSeconds(List.of(process)) - before.getOrDefault(process, 0.0));
            add("memory (PSS), " + name, "MB", ProcessCost.pssMegabytes(List.of(process)));
        });
        JsonNode items =
                cluster.kubectl().json("get", "pods", "--namespace=vrrp-system").path("items");
        items.forEach(pod -> {
            int restarts = pod.at("/status/containerStatuses/0/restartCount").asInt();
            System.out.println(pod.at("/metadata/name").asText() + ": restarted " + restarts + " times");
        });
    }

    private List<Long> processes(String jar, String node) {
        return cluster.node(node).processes(command -> command.contains("-jar /opt/vrrp/" + jar));
    }

    private void add(String figure, String unit, double value) {
        results.add(new Sample(figure, unit, Contender.AGENT, value));
    }

    private static double seconds(Instant begun) {
        return millis(begun, Instant.now()) / 1e3;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    private static void pause(Duration duration) {
        Awaitility.await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }
}
