package dev.vrrp.agent.protocol.model;

/** Priority of a virtual router that does not own its addresses, 1 to 254. */
public record Priority(int value) implements AdvertisedPriority {
    public Priority {
        if (value < 1 || value > 254) {
            throw new IllegalArgumentException("priority " + value + " is out of range: 1 to 254");
        }
    }

    @Override
    public int wireValue() {
        return value;
    }

    /** This priority with a tracked weight added, kept within 1 to 254. */
    public Priority plus(int weight) {
        return weight == 0 ? this : new Priority(Math.clamp((long) value + weight, 1, 254));
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
