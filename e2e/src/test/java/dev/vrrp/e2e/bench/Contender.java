package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.peer.Keepalived;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs that are measured, in the order in which they are. */
enum Contender {
    AGENT("vrrp-operator"),
    KEEPALIVED("keepalived");

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    /** The program on {@code node}, not started yet. */
    VrrpRouter on(Node node, Path directory) {
        return switch (this) {
            case AGENT -> new StandaloneAgent(node, directory);
            case KEEPALIVED -> new Keepalived(node, directory);
        };
    }

    /** The processes of {@code router}, which must run: the first is the one that was started, the last the one that speaks. */
    static List<Long> processes(VrrpRouter router) {
        long first =
                switch (router) {
                    case StandaloneAgent agent -> agent.agent().pid();
                    case Keepalived keepalived -> keepalived.process().pid();
                    default -> throw new IllegalArgumentException("no contender: " + router);
                };
        return Stream.concat(
                        Stream.of(first),
                        ProcessHandle.of(first).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .toList();
    }

    /** Sends a signal, such as KILL, to {@code processes} at once. */
    static void signal(String signal, List<Long> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(String.valueOf(process)));
        Command.run(command);
    }

    @Override
    public String toString() {
        return label;
    }
}
