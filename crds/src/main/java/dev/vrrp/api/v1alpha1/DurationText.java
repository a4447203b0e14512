package dev.vrrp.api.v1alpha1;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;

/** Durations as users write them: a decimal number and {@code ms}, {@code s} or {@code m}, such as 100ms, 40.95s or 2m. */
public final class DurationText {
    /** The schema's pattern; at most nine digits before the point and three after. */
    public static final String PATTERN = "^[0-9]{1,9}(\\.[0-9]{1,3})?(ms|s|m)$";

    private static final java.util.regex.Pattern FORM =
            java.util.regex.Pattern.compile("^([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m)$");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if {@code text} is not of the form above
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "\"%s\" is no duration: write a number and ms, s or m, such as 100ms", text));
        }
        long unitNanos =
                switch (matcher.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    default -> 60_000_000_000L;
                };
        return Duration.ofNanos(new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unitNanos))
                .longValueExact());
    }

    /** Writes a duration in the shortest form that {@link #parse} reads, exact to a millisecond: 1s, 100ms, 3.24s. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 == 0) {
            return millis / 1000 + "s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }
}
