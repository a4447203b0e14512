package dev.vrrp.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two minutes of what {@code e2e/bench chaos} does for half an hour. */
@Tag("chaos")
class ChaosTest {
    @Test
    void whateverFailsTheBoundsHold() {
        long seed = System.nanoTime() & 0xffff_ffffL;

        assertThat(ChaosRun.play(seed, Duration.ofMinutes(2)))
                .as("what was broken with seed %d: e2e/bench chaos --seed %d", seed, seed)
                .isEmpty();
    }
}
