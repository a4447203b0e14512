package dev.vrrp.operator.status;

/**
 * How far the agent of a node that takes part is.
 *
 * @param message what is wrong, empty if nothing is
 */
public record AgentProgress(String node, State state, String message) {
    /** UpToDate: it runs what the operator decided. Behind: not yet. Failed: it says that it can't. */
    public enum State {
        UpToDate,
        Behind,
        Failed
    }
}
