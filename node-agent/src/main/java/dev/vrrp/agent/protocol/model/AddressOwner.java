package dev.vrrp.agent.protocol.model;

/** Priority 255: the speaker owns the addresses as its interface addresses. Ours never do; a foreign speaker may. */
public record AddressOwner() implements AdvertisedPriority {
    @Override
    public int wireValue() {
        return 255;
    }
}
