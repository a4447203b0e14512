package dev.vrrp.operator.status;

/** Whether a spec was accepted, and why not. */
public record Admission(boolean accepted, String reason, String message) {
    public static final Admission ACCEPTED =
            new Admission(true, "Accepted", "The spec is valid and conflicts with nothing.");

    Finding finding() {
        return new Finding(ConditionType.Accepted, accepted, reason, message);
    }
}
