package dev.vrrp.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.runtime.Segments.FrameListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Keeps what a segment told. */
final class Frames implements FrameListener {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final List<byte[]> frames = new CopyOnWriteArrayList<>();
    private final List<IOException> failures = new CopyOnWriteArrayList<>();

    @Override
    public void received(byte[] frame) {
        frames.add(frame);
    }

    @Override
    public void failed(IOException reason) {
        failures.add(reason);
    }

    List<byte[]> frames() {
        return frames;
    }

    List<IOException> failures() {
        return failures;
    }

    /** Waits for exactly these, in this order. */
    void await(byte[]... expected) {
        Awaitility.await().atMost(BOUND).until(() -> frames.size() >= expected.length);
        assertThat(frames).containsExactly(expected);
    }

    void awaitFailure() {
        Awaitility.await().atMost(BOUND).until(() -> !failures.isEmpty());
    }
}
