package dev.vrrp.e2e.bench;

import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.AddressChange;
import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Capture;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.HeldAddress;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.VrrpRouter;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the programs cost, with many virtual routers and with one. */
final class CostRows {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration CPU_WINDOW = Duration.ofSeconds(30);

    private CostRows() {}

    static List<Row> all() {
        return List.of(new Cpu(), new Scale(), new Memory(), new Start());
    }

    /** 255 virtual routers on one card at 100 ms, in peace. */
    private static final class Cpu implements Row {
        @Override
        public String name() {
            return "cpu";
        }

        @Override
        public void measure(Contender contender, Settings settings, Consumer<Sample> results) {
            try (Field field = Field.open(contender, TENTH, List.of(Card.FIRST.device()))) {
                pause(Duration.ofSeconds(10));
                List<Long> master = Contender.processes(field.master);
                List<Long> backup = Contender.processes(field.backup);
                double masterBefore = ProcessCost.cpuSeconds(master);
                double backupBefore = ProcessCost.cpuSeconds(backup);
                pause(CPU_WINDOW);
                double minutes = CPU_WINDOW.toMillis() / 60_000.0;
                results.accept(new Sample(
                        "CPU, 255 virtual routers at 100 ms, Master",
                        "CPU s a minute",
                        contender,
                        (ProcessCost.cpuSeconds(master) - masterBefore) / minutes));
                results.accept(new Sample(
                        "CPU, 255 virtual routers at 100 ms, Backup",
                        "CPU s a minute",
                        contender,
                        (ProcessCost.cpuSeconds(backup) - backupBefore) / minutes));
            }
        }
    }

    /** 1,020 virtual routers on four cards at 100 ms, and the Master is cut off. */
    private static final class Scale implements Row {
        @Override
        public String name() {
            return "scale";
        }

        @Override
        public void measure(Contender contender, Settings settings, Consumer<Sample> results) {
            for (int run = 0; run < Math.min(settings.runs(), 3); run++) {
                try (Field field = Field.open(contender, TENTH, List.of("lan3", "lan4", "lan5", "lan6"))) {
                    pause(Duration.ofSeconds(5).plus(settings.upTo(TENTH)));
                    results.accept(new Sample(
                            "memory, 1,020 virtual routers, Master",
                            "MB (PSS)",
                            contender,
                            ProcessCost.pssMegabytes(Contender.processes(field.master))));
                    Instant cut = Instant.now();
                    field.master.node().cutSilently();
                    field.awaitAll(field.backup.node());
                    pause(SECOND);
                    results.accept(new Sample(
                            "1,020 virtual routers at 100 ms: cut to the last address bound",
                            "ms",
                            contender,
                            FaultRows.millis(cut, field.lastBound(field.backup.node(), cut))));
                }
            }
        }
    }

    /** One virtual router at 1 s. */
    private static final class Memory implements Row {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public void measure(Contender contender, Settings settings, Consumer<Sample> results) {
            try (Lab lab = Lab.create(NodePlan.A)) {
                VrrpRouter router = contender.on(lab.node(NodePlan.A), lab.directory());
                router.start(Plans.one(SECOND, Plans.HIGH, true));
                pause(Duration.ofSeconds(20));
                results.accept(new Sample(
                        "memory, 1 virtual router, Master",
                        "MB (PSS)",
                        contender,
                        ProcessCost.pssMegabytes(Contender.processes(router))));
            }
            if (contender == Contender.AGENT) {
                inCluster(results);
            }
        }

        /** As the DaemonSet runs it, with its connections to an API server. */
        private static void inCluster(Consumer<Sample> results) {
            try (Testbed testbed = Testbed.start(List.of(NodePlan.A), List.of(NodePlan.A))) {
                testbed.applyFile("deploy/examples/virtualip.yaml");
                await("Master")
                        .atMost(BOUND)
                        .until(() -> testbed.lab().node(NodePlan.A).holds("192.168.1.120"));
                pause(Duration.ofSeconds(20));
                results.accept(new Sample(
                        "memory, 1 virtual router, Master, Kubernetes client running",
                        "MB (PSS)",
                        Contender.AGENT,
                        ProcessCost.pssMegabytes(
                                List.of(testbed.agent(NodePlan.A.name()).pid()))));
            }
        }
    }

    /**
     * From the start of the process to its first advertisement: keepalived as address owner, which needs no election; the agent where
     * its predecessor was killed a moment ago and the addresses are still its own.
     */
    private static final class Start implements Row {
        @Override
        public String name() {
            return "start";
        }

        @Override
        public void measure(Contender contender, Settings settings, Consumer<Sample> results) {
            try (Lab lab = Lab.create(NodePlan.A)) {
                Node node = lab.node(NodePlan.A);
                VrrpRouter router = contender.on(node, lab.directory());
                int priority = contender == Contender.KEEPALIVED ? 255 : Plans.HIGH;
                List<RouterPlan> plans = Plans.one(SECOND, priority, true);
                for (int run = 0; run < Math.min(settings.runs(), 10); run++) {
                    if (router instanceof StandaloneAgent agent) {
                        if (run == 0) {
                            router.start(plans);
                        }
                        await("Master").atMost(BOUND).until(() -> node.holds("192.168.1.111"));
                        pause(SECOND.plus(settings.upTo(SECOND)));
                        agent.agent().kill();
                    }
                    Capture capture = Capture.start(lab, node, Card.FIRST);
                    Instant begun = Instant.now();
                    router.start(plans);
                    pause(Duration.ofSeconds(2));
                    capture.stop();
                    results.accept(new Sample(
                            "process start to the first advertisement, from a file",
                            "ms",
                            contender,
                            FaultRows.millis(begun, firstAfter(begun, capture))));
                    if (contender == Contender.KEEPALIVED) {
                        router.stop();
                    }
                }
            }
        }
    }

    private static Instant firstAfter(Instant begun, Capture capture) {
        return capture.times("vrrp").stream()
                .filter(time -> time.isAfter(begun))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing was advertised"));
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(30)).until(() -> true);
    }

    /** One program on two nodes with many virtual routers. */
    private static final class Field implements AutoCloseable {
        private final Lab lab = Lab.create(NodePlan.A, NodePlan.B);
        private final AddressHistory history;
        private final VrrpRouter master;
        private final VrrpRouter backup;
        private final Set<String> addresses;

        private Field(Contender contender, Duration interval, List<String> devices) {
            for (Node node : lab.nodes()) {
                devices.stream()
                        .filter(device -> device.startsWith("lan"))
                        .forEach(device -> node.addCard(Integer.parseInt(device.substring(3))));
            }
            this.history = AddressHistory.follow(lab);
            this.master = contender.on(lab.node(NodePlan.A), lab.directory());
            this.backup = contender.on(lab.node(NodePlan.B), lab.directory());
            this.addresses = Plans.many(devices, interval, Plans.HIGH).stream()
                    .flatMap(plan -> plan.bareAddresses().stream())
                    .collect(Collectors.toSet());
        }

        static Field open(Contender contender, Duration interval, List<String> devices) {
            Field field = new Field(contender, interval, devices);
            try {
                field.master.start(Plans.many(devices, interval, Plans.HIGH));
                field.awaitAll(field.master.node());
                field.backup.start(Plans.many(devices, interval, Plans.LOW));
                pause(Duration.ofSeconds(8));
                if (field.held(field.backup.node()).findAny().isPresent()) {
                    throw new IllegalStateException("the backup holds addresses while the Master lives");
                }
                return field;
            } catch (RuntimeException e) {
                field.close();
                throw e;
            }
        }

        void awaitAll(Node node) {
            await(node + " holds everything")
                    .atMost(BOUND)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> held(node).count() == addresses.size());
        }

        private Stream<String> held(Node node) {
            return node.heldAddresses().stream().map(HeldAddress::address).filter(addresses::contains);
        }

        Instant lastBound(Node node, Instant since) {
            return addresses.stream()
                    .map(address -> history.changes(address, since).stream()
                            .filter(change -> change.held() && change.node().equals(node.name()))
                            .map(AddressChange::time)
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException(address + " was not bound")))
                    .max(Instant::compareTo)
                    .orElseThrow();
        }

        @Override
        public void close() {
            lab.close();
        }
    }
}
