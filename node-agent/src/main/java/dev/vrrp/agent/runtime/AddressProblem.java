package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why an address of a virtual router of this node is not where VRRP says that it is, or not there alone.
 *
 * @param router name of the virtual router
 * @param rawMac see {@link #mac}
 * @param message in words, a clause
 * @param since time of day, for people
 */
public record AddressProblem(
        String router,
        InterfaceAddress address,
        Reason reason,
        @Nullable Long rawMac,
        String message,
        Instant since) {

    /** What kind of problem. */
    public enum Reason {
        /** Another program has set the address on the interface: it stays untouched, and is no lease of ours. */
        ANOTHER_PROGRAM,
        /** Another program goes on taking the address off the interface: it is put back, more and more slowly. */
        REMOVED_REPEATEDLY,
        /** The kernel does not take the address. */
        REFUSED,
        /** Another host says that the address is its own, and is no Master of the virtual router. */
        ANOTHER_HOST;

        /** As users read it: ANOTHER_HOST is AnotherHost. */
        @Override
        public String toString() {
            return Stream.of(name().split("_", -1))
                    .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
        }
    }

    /** Of the other host, 6 bytes as a number. */
    public OptionalLong mac() {
        return rawMac == null ? OptionalLong.empty() : OptionalLong.of(rawMac);
    }

    /** Whether {@code other} is about the same, so that nothing new is to be told. */
    boolean isSameAs(AddressProblem other) {
        return router.equals(other.router)
                && address.equals(other.address)
                && reason == other.reason
                && Objects.equals(rawMac, other.rawMac)
                && message.equals(other.message);
    }
}
