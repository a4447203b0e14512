package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.kubelet.KubeletCluster;
import dev.vrrp.e2e.lab.Footprint;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.product.Testbed;
import java.util.List;
import java.util.function.Supplier;

/** Entry point of {@code e2e/demo}. */
public final class Demo {
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private Demo() {}

    /** Arguments: {@code --kubelets} and {@code --keep}, one of them or none, or {@code --stop}. */
    public static void main(String[] arguments) {
        Narrator narrator = Narrator.onStandardOutput();
        int exitCode =
                switch (String.join(" ", arguments)) {
                    case "" -> show(narrator, false);
                    case "--keep" -> show(narrator, true);
                    case "--kubelets" -> showKubelets(narrator, false);
                    case "--kubelets --keep" -> showKubelets(narrator, true);
                    case "--stop" -> stop(narrator);
                    default -> {
                        narrator.say("Usage: e2e/demo [[--kubelets] [--keep] | --stop]");
                        yield BAD_ARGUMENTS;
                    }
                };
        System.exit(exitCode);
    }

    private static int show(Narrator narrator, boolean keep) {
        narrator.heading("A control plane, three servers and a client");
        narrator.say("Starting etcd, kube-apiserver, the operator, and three servers with an agent each …");
        try (Testbed testbed = Testbed.start(NodePlan.ALL, NodePlan.ALL)) {
            return show(narrator, new Tour(narrator, testbed)::run, testbed::diagnosis, () -> {
                if (keep) {
                    testbed.lab().footprint().keep();
                    KeptLab.of(testbed).explain(narrator);
                }
            });
        } catch (IllegalStateException e) {
            narrator.failure(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static int showKubelets(Narrator narrator, boolean keep) {
        narrator.heading("A control plane, three servers with a kubelet each, and a client");
        narrator.say(
                "Building the images of the operator and the agent, and starting etcd, kube-apiserver and three servers …");
        try (KubeletCluster cluster = KubeletCluster.start()) {
            return show(narrator, () -> new KubeletTour(narrator, cluster).run(keep), cluster::diagnosis, () -> {
                if (keep) {
                    cluster.lab().footprint().keep();
                    KeptLab.of(cluster).explain(narrator);
                }
            });
        } catch (IllegalStateException e) {
            narrator.failure(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static int show(Narrator narrator, Runnable tour, Supplier<String> diagnosis, Runnable end) {
        try {
            tour.run();
        } catch (AssertionError | RuntimeException e) {
            narrator.say(diagnosis.get());
            narrator.failure(String.valueOf(e.getMessage()));
            return FAILED;
        }
        narrator.heading("Everything shown was true");
        end.run();
        return 0;
    }

    private static int stop(Narrator narrator) {
        List<Footprint> kept = Footprint.kept();
        for (Footprint footprint : kept) {
            footprint.remove();
            narrator.say("Removed " + footprint.prefix() + ".");
        }
        if (kept.isEmpty()) {
            narrator.say("Nothing is running.");
        }
        return 0;
    }
}
