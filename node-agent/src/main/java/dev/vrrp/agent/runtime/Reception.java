package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.wire.AdvertisementReader;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import dev.vrrp.agent.protocol.wire.NeighborClaim;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of the frames of one interface to the loop: what does not matter, or comes in a flood, never gets there. Nor does an
 * advertisement that repeats one that still waits for the loop, which says all of it: so a loop that can't keep up with
 * hundreds of Masters, as when the process has just begun, hears each of them all the same.
 */
final class Reception {
    private static final int VRIDS = 256;

    private final String interfaceName;
    private final FrameGate gate;
    private final VrrpEngine engine;
    /** Has a task run on the loop thread; false: there is no room. */
    private final Predicate<Runnable> loop;

    private final AdvertisementReader reader = new AdvertisementReader();
    /** The last advertisement of each family and VRID: IPv4 in the first half, IPv6 in the second. */
    private final @Nullable Heard[] last = new Heard[2 * VRIDS];

    Reception(String interfaceName, FrameGate gate, VrrpEngine engine, Predicate<Runnable> loop) {
        this.interfaceName = interfaceName;
        this.gate = gate;
        this.engine = engine;
        this.loop = loop;
    }

    /** On the capture thread of the interface. {@code frame} is kept and must not be changed any more. */
    void captured(byte[] frame) {
        if (NeighborClaim.isOfNeighbors(frame)) {
            NeighborClaim.decode(frame)
                    .filter(claim -> engine.concerns(claim) && gate.admitsStranger(interfaceName))
                    .ifPresent(claim -> enqueue(() -> engine.claimed(interfaceName, claim)));
            return;
        }
        DecodeResult decoded = reader.read(frame);
        if (gate.admits(interfaceName, decoded)) {
            switch (decoded) {
                case Accepted accepted -> heard(accepted).enqueue();
                case Rejected rejected -> enqueue(() -> engine.received(interfaceName, rejected));
            }
        }
    }

    private void enqueue(Runnable task) {
        var _ = loop.test(task);
    }

    private Heard heard(Accepted accepted) {
        boolean ipv4 = AddressFamily.of(accepted.advertisement().source()) == AddressFamily.IPV4;
        int place = (ipv4 ? 0 : VRIDS) + accepted.advertisement().vrid().value();
        Heard before = last[place];
        if (before != null && before.repeats(accepted)) {
            return before;
        }
        Heard heard = new Heard(accepted);
        last[place] = heard;
        return heard;
    }

    /** An advertisement, as often as it is repeated. */
    private final class Heard implements Runnable {
        private final Accepted accepted;
        private final AtomicBoolean waiting = new AtomicBoolean();

        Heard(Accepted accepted) {
            this.accepted = accepted;
        }

        /** The reader gives the same for what says the same. */
        @SuppressWarnings("ReferenceEquality")
        boolean repeats(Accepted other) {
            return accepted == other;
        }

        void enqueue() {
            if (waiting.compareAndSet(false, true) && !loop.test(this)) {
                waiting.set(false);
            }
        }

        @Override
        public void run() {
            waiting.set(false);
            engine.received(interfaceName, accepted);
        }
    }
}
