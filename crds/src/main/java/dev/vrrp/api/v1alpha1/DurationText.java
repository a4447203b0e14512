package dev.vrrp.api.v1alpha1;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as users write them: a decimal number and {@code ms}, {@code s} or {@code m}, such as 100ms, 40.95s or 2m. */
public final class DurationText {
    /**
     * The form, for the schema: whole milliseconds at the finest, and few enough digits that CEL's {@code duration()}, which
     * counts nanoseconds in 64 bits, can hold all of them.
     */
    public static final String PATTERN = "^([0-9]{1,8}ms|[0-9]{1,8}(\\.[0-9]{1,3})?(s|m))$";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    private DurationText() {}

    /**
     * Reads a duration, exactly.
     *
     * @throws IllegalArgumentException if {@code text} is not of the form above
     */
    public static Duration parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no duration: write a number and ms, s or m, such as 100ms, 1s or 1.5s");
        }
        if (text.endsWith("ms")) {
            return numberTimes(text, "ms", Duration.ofMillis(1));
        }
        if (text.endsWith("s")) {
            return numberTimes(text, "s", Duration.ofSeconds(1));
        }
        return numberTimes(text, "m", Duration.ofMinutes(1));
    }

    private static Duration numberTimes(String text, String suffix, Duration unit) {
        BigDecimal number = new BigDecimal(text.substring(0, text.length() - suffix.length()));
        return Duration.ofMillis(
                number.multiply(BigDecimal.valueOf(unit.toMillis())).longValueExact());
    }

    /**
     * Writes a duration as {@link #parse} reads it, cut to whole milliseconds: 1s, 100ms, 3.24s.
     *
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(duration + " is negative: a duration is 0s or longer");
        }
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
