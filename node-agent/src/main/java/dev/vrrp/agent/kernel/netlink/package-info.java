/**
 * The messages of rtnetlink as values: requests of ours to bytes, bytes from the kernel to links, addresses and
 * acknowledgements. Decoding is total. Names of constants are those of the kernel's headers ({@code linux/netlink.h},
 * {@code rtnetlink.h}, {@code if_link.h}, {@code if_addr.h}, {@code ip.h}). May depend on the JDK alone; it opens no socket.
 */
@NullMarked
package dev.vrrp.agent.kernel.netlink;

import org.jspecify.annotations.NullMarked;
