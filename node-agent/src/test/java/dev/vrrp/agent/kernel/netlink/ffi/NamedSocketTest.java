package dev.vrrp.agent.kernel.netlink.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NamedSocketTest {
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** The next one may be told at any moment while the name is given up. */
    private static final int HANDS = 400;

    private final String name = "vrrp.dev/test-" + UUID.randomUUID();

    @Test
    void oneHasTheNameUntilItEnds() throws IOException {
        assertThat(NamedSocket.connect(name)).isEmpty();
        NamedSocket first = NamedSocket.take(name).orElseThrow();
        assertThat(NamedSocket.take(name)).isEmpty();
        first.close();
        NamedSocket second = NamedSocket.take(name).orElseThrow();
        second.close();
    }

    @Test
    void whoHasItKnowsWhetherSomebodyWaits() throws IOException {
        try (NamedSocket first = NamedSocket.take(name).orElseThrow()) {
            assertThat(first.isAwaited()).isFalse();
            NamedSocket gone = NamedSocket.connect(name).orElseThrow();
            gone.close();
            assertThat(first.isAwaited()).as("by one that has ended").isFalse();
            try (NamedSocket _ = NamedSocket.connect(name).orElseThrow()) {
                assertThat(first.isAwaited()).isTrue();
                assertThat(first.isAwaited()).as("still").isTrue();
            }
            assertThat(first.isAwaited()).isFalse();
        }
    }

    @Test
    void whoWaitsCanTakeTheNameAsSoonAsItIsTold() throws Exception {
        for (int hand = 0; hand < HANDS; hand++) {
            boolean known = hand % 2 == 1;
            NamedSocket first = NamedSocket.take(name).orElseThrow();
            NamedSocket next = NamedSocket.connect(name).orElseThrow();
            CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> {
                try (next) {
                    next.awaitEnd();
                    return NamedSocket.take(name)
                            .map(socket -> {
                                socket.close();
                                return true;
                            })
                            .orElse(false);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(taken.isDone()).isFalse();
            assertThat(known && first.isAwaited()).isEqualTo(known);
            first.close();
            assertThat(taken.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
