package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.lab.Footprint;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.product.Testbed;
import java.util.List;

/** Entry point of {@code e2e/demo}. */
public final class Demo {
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private Demo() {}

    /** Arguments: none, {@code --keep} or {@code --stop}. */
    public static void main(String[] arguments) {
        Narrator narrator = Narrator.onStandardOutput();
        int exitCode =
                switch (String.join(" ", arguments)) {
                    case "" -> show(narrator, false);
                    case "--keep" -> show(narrator, true);
                    case "--stop" -> stop(narrator);
                    default -> {
                        narrator.say("Usage: e2e/demo [--keep | --stop]");
                        yield BAD_ARGUMENTS;
                    }
                };
        System.exit(exitCode);
    }

    private static int show(Narrator narrator, boolean keep) {
        narrator.heading("A control plane, three servers and a client");
        narrator.say("Starting etcd, kube-apiserver, the operator, and three servers with an agent each …");
        try (Testbed testbed = Testbed.start(NodePlan.ALL, NodePlan.ALL)) {
            try {
                new Tour(narrator, testbed).run();
            } catch (AssertionError | RuntimeException e) {
                narrator.say(testbed.diagnosis());
                narrator.failure(String.valueOf(e.getMessage()));
                return FAILED;
            }
            if (keep) {
                testbed.lab().footprint().keep();
                new KeptLab(testbed).explain(narrator);
            } else {
                narrator.heading("Everything shown was true; cleaning up");
            }
            return 0;
        } catch (IllegalStateException e) {
            narrator.failure(String.valueOf(e.getMessage()));
            return FAILED;
        }
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
