package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network namespace of the machine, by its name under {@code /run/netns}. */
public record NetworkNamespace(String name) {
    private static final Duration BATCH_BOUND = Duration.ofSeconds(20);

    /** Makes the namespace, with its loopback interface up. */
    static NetworkNamespace create(String name) {
        CommandResult added = Command.run(List.of("ip", "netns", "add", name));
        if (!added.succeeded()) {
            throw new IllegalStateException("The lab needs network namespaces and this machine refuses to make one: "
                    + added.errors().strip()
                    + ". Run as root with the capabilities SYS_ADMIN and NET_ADMIN; in a container, start it with"
                    + " --privileged. (This program runs as user " + System.getProperty("user.name") + ".)");
        }
        NetworkNamespace namespace = new NetworkNamespace(name);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** Runs {@code ip} in the namespace, which must succeed. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Command.run(command).orThrow().output();
    }

    /** Runs several {@code ip} commands at once, one a line; all must succeed. */
    void batch(List<String> lines) {
        Command.run(List.of("ip", "-n", name, "-batch", "-"), String.join("\n", lines) + "\n", Map.of(), BATCH_BOUND)
                .orThrow();
    }

    /** Runs a program in the namespace. */
    public CommandResult run(String... command) {
        return Command.run(inside(List.of(command)));
    }

    /** The command that runs {@code command} in the namespace; it becomes that program, under the same process id. */
    public List<String> inside(List<String> command) {
        List<String> entered = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name, "--"));
        entered.addAll(command);
        return List.copyOf(entered);
    }

    /** Ids of the processes that run in the namespace. */
    public List<Long> processes() {
        return Command.run("ip", "netns", "pids", name)
                .output()
                .lines()
                .map(line -> Long.valueOf(line.strip()))
                .toList();
    }

    /** The namespaces of the machine whose names start with {@code prefix}. */
    static List<NetworkNamespace> startingWith(String prefix) {
        return Command.run("ip", "netns", "list")
                .output()
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> name.startsWith(prefix))
                .map(NetworkNamespace::new)
                .toList();
    }

    void delete() {
        Command.run("ip", "netns", "delete", name);
    }
}
