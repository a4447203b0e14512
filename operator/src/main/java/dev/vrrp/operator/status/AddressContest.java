package dev.vrrp.operator.status;

/**
 * An address that a node should hold, and does not, or does not hold alone.
 *
 * @param reason the agent's word for it
 * @param message in the agent's words, a clause
 */
public record AddressContest(String node, String address, String reason, String message) {
    String inWords() {
        return node + ": " + address + ": " + message;
    }
}
