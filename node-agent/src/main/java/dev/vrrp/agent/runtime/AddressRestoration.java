package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.time.Instant;

/**
 * An address of a Master that another program took off the interface, or had set there, and that is there again as ours.
 *
 * @param at time of day, for people
 * @param router name of the virtual router
 * @param times how often that was so of late, 1 or more
 */
public record AddressRestoration(
        Instant at, String router, String interfaceName, InterfaceAddress address, int times) {}
