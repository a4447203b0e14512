package dev.vrrp.agent.protocol.model;

/** Priority 0: the Master has stopped taking part. It exists on the wire only. */
public record Resignation() implements AdvertisedPriority {
    @Override
    public int wireValue() {
        return 0;
    }
}
