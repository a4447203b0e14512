package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node has that a program on it could leave behind.
 *
 * @param addresses on its cards, a line each
 * @param links names of its interfaces, but for those that come and go with pods
 * @param routing of IPv4, rules and routes of every table, but for those of pods
 * @param groups of multicast that its cards listen to
 * @param settings of the kernel for its cards and for all
 * @param firewall its rules
 * @param files in /etc and /var/lib that were made or changed since its first boot, but for those of CNI, and folders of pods
 */
record NodeState(
        List<String> addresses,
        Set<String> links,
        Set<String> routing,
        Set<String> groups,
        List<String> settings,
        String firewall,
        Set<String> files) {
    private static final String OF_PODS = ".*(cni0|veth).*";

    static NodeState of(KubeletCluster cluster, Node node) {
        List<String> cards = Stream.of(Card.values()).map(Card::device).toList();
        return new NodeState(
                node.heldAddresses().stream()
                        .filter(held -> cards.contains(held.device()))
                        .map(Record::toString)
                        .sorted()
                        .toList(),
                lines(node, List.of("ip", "-brief", "link"), line -> !line.matches(OF_PODS))
                        .map(line -> line.split("[ @]", 2)[0])
                        .collect(Collectors.toUnmodifiableSet()),
                Stream.of(List.of("ip", "-4", "rule"), List.of("ip", "-4", "route", "show", "table", "all"))
                        .flatMap(command -> lines(node, command, line -> !line.matches(OF_PODS)))
                        .collect(Collectors.toUnmodifiableSet()),
                cards.stream()
                        .flatMap(card -> lines(
                                        node,
                                        List.of("ip", "maddress", "show", "dev", card),
                                        line -> line.contains("inet"))
                                .map(line -> card + line.replaceAll(" users .*", "")))
                        .collect(Collectors.toUnmodifiableSet()),
                lines(
                                node,
                                List.of("sysctl", "-a", "--pattern", "net[.]ipv[46][.]conf[.](all|default|eno.*)[.]"),
                                line -> !line.contains("stable_secret"))
                        .sorted()
                        .toList(),
                node.namespace().run("nft", "list", "ruleset").output(),
                files(cluster.node(node.name()).folder()));
    }

    private static Set<String> files(Path folder) {
        try (Stream<Path> etc = Files.walk(folder.resolve("changed/etc"));
                Stream<Path> library = Files.walk(folder.resolve("changed/var/lib"));
                Stream<Path> pods = Files.list(folder.resolve("var/lib/kubelet/pods"))) {
            return Stream.of(etc, library, pods)
                    .flatMap(paths -> paths)
                    .map(path -> folder.relativize(path).toString())
                    .filter(path -> !path.startsWith("changed/var/lib/cni"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Node node, List<String> command, Predicate<String> which) {
        return node.namespace()
                .run(command.toArray(String[]::new))
                .output()
                .lines()
                .filter(which);
    }
}
