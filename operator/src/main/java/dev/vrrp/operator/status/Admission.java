package dev.vrrp.operator.status;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a spec was accepted, and why not. */
public record Admission(boolean accepted, String reason, String message) {
    public static final Admission ACCEPTED = accepted(List.of());

    /**
     * An accepted spec.
     *
     * @param remarks what is valid and yet can't have been meant, each a sentence
     */
    public static Admission accepted(List<String> remarks) {
        return new Admission(
                true,
                "Accepted",
                Stream.concat(Stream.of("The spec is valid and conflicts with nothing."), remarks.stream())
                        .collect(Collectors.joining(" ")));
    }

    Finding finding() {
        return new Finding(ConditionType.Accepted, accepted, reason, message);
    }
}
