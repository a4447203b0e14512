package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
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
 * @param settings of the kernel for its cards and for all
 * @param rules of its firewall
 */
record NodeState(List<String> addresses, Set<String> links, List<String> settings, String rules) {
    static NodeState of(Node node) {
        List<String> cards = Stream.of(Card.values()).map(Card::device).toList();
        return new NodeState(
                node.heldAddresses().stream()
                        .filter(held -> cards.contains(held.device()))
                        .map(Record::toString)
                        .sorted()
                        .toList(),
                lines(node, List.of("ip", "-brief", "link"), line -> !line.matches("(cni0|veth).*"))
                        .map(line -> line.split("[ @]", 2)[0])
                        .collect(Collectors.toUnmodifiableSet()),
                lines(
                                node,
                                List.of("sysctl", "-a", "--pattern", "net[.]ipv[46][.]conf[.](all|default|eno.*)[.]"),
                                line -> !line.contains("stable_secret"))
                        .sorted()
                        .toList(),
                node.namespace().run("nft", "list", "ruleset").output());
    }

    private static Stream<String> lines(Node node, List<String> command, Predicate<String> which) {
        return node.namespace()
                .run(command.toArray(String[]::new))
                .output()
                .lines()
                .filter(which);
    }
}
