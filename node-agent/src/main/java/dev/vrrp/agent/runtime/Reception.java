package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.wire.AdvertisementReader;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.NeighborClaim;
import java.util.function.Consumer;

/** The way of the frames of one interface to the loop: what does not matter, or comes in a flood, never gets there. */
final class Reception {
    private final String interfaceName;
    private final FrameGate gate;
    private final VrrpEngine engine;
    /** Runs a task on the loop thread, or drops it. */
    private final Consumer<Runnable> loop;

    private final AdvertisementReader reader = new AdvertisementReader();

    Reception(String interfaceName, FrameGate gate, VrrpEngine engine, Consumer<Runnable> loop) {
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
                    .ifPresent(claim -> loop.accept(() -> engine.claimed(interfaceName, claim)));
            return;
        }
        DecodeResult decoded = reader.read(frame);
        if (gate.admits(interfaceName, decoded)) {
            loop.accept(() -> engine.received(interfaceName, decoded));
        }
    }
}
