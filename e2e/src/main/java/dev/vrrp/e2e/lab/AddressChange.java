package dev.vrrp.e2e.lab;

import java.time.Instant;

/**
 * A kernel got an address or lost it.
 *
 * @param time when
 * @param node name of the node
 * @param device interface
 * @param address without prefix length
 * @param held true if it got the address, false if it lost it
 */
public record AddressChange(Instant time, String node, String device, String address, boolean held) {}
