package dev.vrrp.operator.plan;

/** Whether what a user declared is put into force. What is refused leaves in force what ran before. */
public sealed interface Verdict {
    /** It is valid and conflicts with nothing. */
    record Accepted() implements Verdict {}

    /**
     * It is not put into force.
     *
     * @param message names the field, the value and the remedy
     */
    record Refused(Reason reason, String message) implements Verdict {}

    /** Why something is refused; the names are the reasons of condition Accepted. */
    enum Reason {
        InvalidSpec,
        SecretNotFound,
        SecretKeyNotFound,
        PasswordInvalid,
        AddressConflict,
        VRIDConflict,
        VRIDsExhausted,
        VirtualIPNotFound,
        VirtualIPInTwoGroups,
        VirtualIPNotAccepted,
        OrderConflict,
        TooManyTrackedInterfaces
    }
}
