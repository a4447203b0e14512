package dev.vrrp.agent.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** What a neighbour hears on its card, every frame of every protocol; and what it says. */
public final class Wire implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int WHOLE_FRAMES = 16_384;

    private final PcapHandle handle;
    private final List<byte[]> frames = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();

    private Wire(PcapHandle handle) {
        this.handle = handle;
    }

    /** Listens on {@code eth0} of a namespace. */
    public static Wire of(NetworkNamespace neighbour) {
        return neighbour.run(() -> {
            PcapHandle handle = new PcapHandle.Builder("eth0")
                    .snaplen(WHOLE_FRAMES)
                    .promiscuousMode(PromiscuousMode.PROMISCUOUS)
                    .immediateMode(true)
                    .direction(PcapDirection.IN)
                    .build();
            Wire wire = new Wire(handle);
            Thread.ofPlatform().name("wire").daemon().start(wire::listen);
            return wire;
        });
    }

    public List<byte[]> frames() {
        return frames;
    }

    /** When each of {@link #frames} was heard, in nanoseconds. */
    public List<Long> times() {
        return times;
    }

    /** Forgets what was heard. */
    public void clear() {
        frames.clear();
        times.clear();
    }

    /** The first frame, heard by now or soon, that {@code wanted} accepts. */
    public byte[] await(Predicate<byte[]> wanted) {
        Awaitility.await().atMost(BOUND).until(() -> frames.stream().anyMatch(wanted));
        return frames.stream().filter(wanted).findFirst().orElseThrow();
    }

    public void send(byte[] frame) {
        try {
            handle.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            handle.breakLoop();
        } catch (NotOpenException e) {
            // it has ended by itself
        }
    }

    private void heard(byte[] frame) {
        times.add(System.nanoTime());
        frames.add(frame);
    }

    private void listen() {
        try {
            handle.loop(-1, this::heard);
        } catch (PcapNativeException | InterruptedException | NotOpenException e) {
            // the test ends, or its namespace
        } finally {
            handle.close();
        }
    }
}
