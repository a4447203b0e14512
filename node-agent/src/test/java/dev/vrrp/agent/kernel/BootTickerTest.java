package dev.vrrp.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootTickerTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    @Test
    void itIsTheTimeSinceTheMachineWasStartedSuspensionsIncluded() throws IOException {
        BootTicker ticker = new BootTicker();
        long before = uptimeNanos();
        long now = ticker.now().nanos();
        long after = uptimeNanos() + SECOND_NANOS / 100;
        assertThat(now).isBetween(before, after);
        assertThat(ticker.now().nanos()).isGreaterThanOrEqualTo(now);
    }

    /** The kernel tells hundredths of a second, of CLOCK_BOOTTIME (proc(5)). */
    private static long uptimeNanos() throws IOException {
        String seconds = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
        return Math.round(Double.parseDouble(seconds) * 100) * (SECOND_NANOS / 100);
    }
}
