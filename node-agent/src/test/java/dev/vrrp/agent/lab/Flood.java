package dev.vrrp.agent.lab;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** Sends frames on {@code eth0} of a namespace, again and again, so many a second, until close. */
public final class Flood implements AutoCloseable {
    private static final long BATCH_NANOS = 1_000_000;

    private final PcapHandle handle;
    private final List<byte[]> frames;
    private final long everyNanos;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;

    private Flood(PcapHandle handle, List<byte[]> frames, int perSecond) {
        this.handle = handle;
        this.frames = frames;
        this.everyNanos = 1_000_000_000L / perSecond;
        this.thread = Thread.ofPlatform().name("flood").daemon().unstarted(this::send);
    }

    public static Flood start(NetworkNamespace from, List<byte[]> frames, int perSecond) {
        PcapHandle handle = from.run(() -> new PcapHandle.Builder("eth0").build());
        Flood flood = new Flood(handle, frames, perSecond);
        flood.thread.start();
        return flood;
    }

    /** How many frames were sent until now. */
    public long sent() {
        return sent.get();
    }

    private void send() {
        long begun = System.nanoTime();
        try {
            while (!ended) {
                long due = (System.nanoTime() - begun) / everyNanos;
                while (sent.get() < due && !ended) {
                    handle.sendPacket(frames.get((int) (sent.getAndIncrement() % frames.size())));
                }
                LockSupport.parkNanos(BATCH_NANOS);
            }
        } catch (PcapNativeException | NotOpenException e) {
            // the namespace has gone
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }
}
