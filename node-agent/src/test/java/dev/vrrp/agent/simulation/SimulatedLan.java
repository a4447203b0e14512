package dev.vrrp.agent.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The segments: they carry bytes from one card to all others of the segment, as the plan allows. */
final class SimulatedLan {
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final FaultPlan plan;
    private final List<Port> ports = new ArrayList<>();
    private final Set<Fault> active = new HashSet<>();
    private boolean fair;

    /** Where a card is plugged in. */
    record Port(int node, int card, int segment, Receiver receiver) {}

    /** Takes a frame off the wire. */
    interface Receiver {
        /**
         * A frame has arrived.
         *
         * @param sent what it was when it was sent
         */
        void receive(byte[] frame, byte[] sent);
    }

    SimulatedLan(Scheduler scheduler, RandomGenerator random, FaultPlan plan) {
        this.scheduler = scheduler;
        this.random = random;
        this.plan = plan;
    }

    void plug(Port port) {
        ports.add(port);
    }

    void begin(Fault fault) {
        active.add(fault);
    }

    void end(Fault fault) {
        active.remove(fault);
    }

    /** From now on nothing is lost, damaged or doubled, except by a fault. */
    void heal() {
        fair = true;
    }

    boolean hasCarrier(int node, int card) {
        return active.stream()
                .noneMatch(fault -> fault instanceof Fault.CardDown down && down.node() == node && down.card() == card);
    }

    void send(int node, int card, int segment, byte[] frame) {
        if (!hasCarrier(node, card)) {
            return;
        }
        for (Port port : ports) {
            if (port.segment() == segment && !(port.node() == node && port.card() == card)) {
                carry(node, port, frame);
            }
        }
    }

    private void carry(int from, Port to, byte[] frame) {
        if (from != to.node() && isCut(from, to.node())) {
            return;
        }
        int copies = happens(plan.loss()) ? 0 : happens(plan.duplication()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            byte[] carried = happens(plan.corruption()) ? withFlippedBit(frame) : frame;
            long delay = random.nextLong(1, plan.maxDelayMicros() * 1000 + 1);
            scheduler.at(scheduler.now() + delay, () -> {
                if (hasCarrier(to.node(), to.card())) {
                    to.receiver().receive(carried, frame);
                }
            });
        }
    }

    private boolean isCut(int from, int to) {
        return active.stream().anyMatch(fault -> fault instanceof Fault.Cut cut && cut.hits(from, to));
    }

    private boolean happens(double probability) {
        return !fair && probability > 0 && random.nextDouble() < probability;
    }

    private byte[] withFlippedBit(byte[] frame) {
        byte[] flipped = frame.clone();
        int bit = random.nextInt(frame.length * 8);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
