package dev.vrrp.operator.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Chooses the nodes that take part, of those that could. */
final class Participation {
    private Participation() {}

    /**
     * The first {@code wanted} that serve. Beside them stay, where they run it already: the silent ones that rank before the last
     * of these, so that nothing moves when they are heard again; and those that give way, to the drain or to a better one, until
     * one of the first is ready.
     *
     * @param ranked every candidate, best first
     * @param running the nodes that run it
     * @param ready the nodes that could take over
     */
    static List<ObservedNode> choose(
            Collection<ObservedNode> ranked, int wanted, Set<String> running, Set<String> ready) {
        boolean anyServes = ranked.stream().anyMatch(node -> node.standing() == Standing.Serving);
        boolean relieved = ranked.stream()
                .filter(node -> node.standing() == Standing.Serving)
                .limit(wanted)
                .anyMatch(node -> running.contains(node.name()) && ready.contains(node.name()));
        List<ObservedNode> chosen = new ArrayList<>();
        int serving = 0;
        for (ObservedNode node : ranked) {
            boolean runs = running.contains(node.name());
            boolean takesPart =
                    switch (node.standing()) {
                        case Serving -> serving < wanted || (runs && !relieved);
                        case Silent -> serving < wanted && (runs || !anyServes);
                        case Draining -> anyServes ? runs && !relieved : serving < wanted;
                        case Excluded -> anyServes && runs && !relieved;
                        case Leaving -> false;
                    };
            if (takesPart) {
                chosen.add(node);
                // where none serves, the others count in their place
                serving += node.standing() == Standing.Serving || !anyServes ? 1 : 0;
            }
        }
        return chosen;
    }
}
