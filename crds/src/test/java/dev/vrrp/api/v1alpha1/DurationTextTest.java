package dev.vrrp.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "0ms, 0",
        "1s, 1000",
        "10ms, 10",
        "40.95s, 40950",
        "0.001s, 1",
        "1.5m, 90000",
        "0.001m, 60",
        "00001s, 1000",
        "99999999ms, 99999999",
        "99999999m, 5999999940000"
    })
    void readsWhatTheSchemaAllows(String text, long millis) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "s",
                "1 s",
                " 1s",
                "1s\n",
                "-1s",
                "+1s",
                "1h",
                "1S",
                "1us",
                "1.s",
                ".5s",
                "1.2345s",
                "1.5ms",
                "1e3ms",
                "1s1s",
                "1,5s",
                "١s",
                "100000000s"
            })
    void refusesTheRestAndSaysWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"%s\" is no duration: write a number and ms, s or m, such as 100ms, 1s or 1.5s", text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "999, 999ms",
        "1000, 1s",
        "1010, 1.01s",
        "3240, 3.24s",
        "40950, 40.95s",
        "120000, 120s"
    })
    void writesTheShortestForm(long millis, String text) {
        assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void cutsToWholeMilliseconds() {
        assertThat(DurationText.format(Duration.ofNanos(1_999_999))).isEqualTo("1ms");
    }

    @Test
    void refusesToWriteANegativeDuration() {
        assertThatThrownBy(() -> DurationText.format(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is negative");
    }

    @Test
    void readsBackWhatItWrites() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            Duration duration = Duration.ofMillis(random.nextLong(100_000_000L));
            assertThat(DurationText.parse(DurationText.format(duration)))
                    .as("seed %d", seed)
                    .isEqualTo(duration);
        }
    }
}
