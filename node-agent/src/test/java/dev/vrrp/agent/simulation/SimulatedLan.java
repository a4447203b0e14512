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
    private final List<List<Port>> segments = new ArrayList<>();
    private final Set<Fault> active = new HashSet<>();
    private boolean fair;

    /** Where a card is plugged in. */
    record Port(int node, Receiver receiver) {}

    /** Takes a frame off the wire. */
    interface Receiver {
        /**
         * A frame has arrived.
         *
         * @param sent what it was when it was sent; the same array if nothing has happened to it
         */
        void receive(byte[] frame, byte[] sent);
    }

    SimulatedLan(Scheduler scheduler, RandomGenerator random, FaultPlan plan, int count) {
        this.scheduler = scheduler;
        this.random = random;
        this.plan = plan;
        for (int segment = 0; segment < count; segment++) {
            segments.add(new ArrayList<>());
        }
    }

    void plug(int segment, Port port) {
        segments.get(segment).add(port);
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

    /** Whether every frame arrives that no fault keeps. */
    boolean losesNothing() {
        return fair || plan.weather().losesNothing();
    }

    boolean hasCarrier(int node, int segment) {
        for (Fault fault : active) {
            if (fault instanceof Fault.CardDown down && down.node() == node && down.card() == segment) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code to} hears {@code from}. */
    boolean isHeard(int from, int to, int segment) {
        return hasCarrier(from, segment) && hasCarrier(to, segment) && !isCut(from, to, segment);
    }

    void send(int node, int segment, byte[] frame) {
        if (!hasCarrier(node, segment)) {
            return;
        }
        for (Port port : segments.get(segment)) {
            if (port.node() != node) {
                carry(node, port, segment, frame);
            }
        }
    }

    private void carry(int from, Port to, int segment, byte[] frame) {
        if (isCut(from, to.node(), segment)) {
            return;
        }
        FaultPlan.Weather weather = plan.weather();
        int copies = happens(weather.loss()) ? 0 : happens(weather.duplication()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            byte[] carried = happens(weather.corruption()) ? withFlippedBit(frame) : frame;
            long delay = random.nextLong(1, plan.maxDelayMicros() * 1000 + 1);
            scheduler.at(scheduler.now() + delay, () -> {
                if (hasCarrier(to.node(), segment)) {
                    to.receiver().receive(carried, frame);
                }
            });
        }
    }

    private boolean isCut(int from, int to, int segment) {
        for (Fault fault : active) {
            if (fault instanceof Fault.Cut cut && cut.hits(from, to, segment)) {
                return true;
            }
        }
        return false;
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
