package dev.vrrp.e2e.lab;

/**
 * An address that a kernel holds.
 *
 * @param device interface
 * @param address without prefix length
 * @param prefixLength in bits
 * @param validSeconds how long the kernel keeps it if nobody refreshes it; 4294967295 for ever
 */
public record HeldAddress(String device, String address, int prefixLength, long validSeconds) {}
