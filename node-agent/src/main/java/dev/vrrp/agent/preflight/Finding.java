package dev.vrrp.agent.preflight;

/**
 * What a check has found.
 *
 * @param condition name of what is checked, such as ClockSteady, which is good when it is true
 * @param reason one word, such as ClockJumped
 * @param message what there is, and what to do if that is wrong
 */
public record Finding(String condition, Verdict verdict, String reason, String message) {
    /** Whether the condition is met. */
    public enum Verdict {
        FINE,
        WRONG,
        /** It could not be found out. */
        UNKNOWN
    }

    static Finding fine(String condition, String reason, String message) {
        return new Finding(condition, Verdict.FINE, reason, message);
    }

    static Finding wrong(String condition, String reason, String message) {
        return new Finding(condition, Verdict.WRONG, reason, message);
    }
}
