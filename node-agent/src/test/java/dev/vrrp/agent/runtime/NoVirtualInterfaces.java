package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import java.util.OptionalInt;
import java.util.Set;

/** The card itself carries everything. */
public final class NoVirtualInterfaces implements VirtualInterfaces {
    @Override
    public int ensure(int cardIndex, AddressFamily family, VirtualRouterId vrid) {
        return cardIndex;
    }

    @Override
    public OptionalInt find(int cardIndex, AddressFamily family, VirtualRouterId vrid) {
        return OptionalInt.of(cardIndex);
    }

    @Override
    public void remove(int index) {}

    @Override
    public Set<Integer> all() {
        return Set.of();
    }
}
