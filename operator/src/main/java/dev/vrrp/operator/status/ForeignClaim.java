package dev.vrrp.operator.status;

import org.jspecify.annotations.Nullable;

/**
 * A router outside the cluster that speaks for a VirtualIP, as one node hears it.
 *
 * @param priority that it advertises, null if it could not be read
 * @param message what is wrong with it, a clause
 * @param splitBrain whether the node is Master beside it
 */
public record ForeignClaim(
        String node, String source, @Nullable Integer priority, String message, boolean splitBrain) {
    String inWords() {
        return source + (priority == null ? "" : " with priority " + priority) + " (" + message + "; heard by " + node
                + ")";
    }
}
