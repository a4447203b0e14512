/**
 * System calls: netlink sockets, and the sockets that hold multicast memberships. The only user of jnr-ffi; every file
 * descriptor, native buffer and errno stays in here. May depend on {@code kernel.netlink}, jnr-ffi and the JDK.
 */
@NullMarked
package dev.vrrp.agent.kernel.netlink.ffi;

import org.jspecify.annotations.NullMarked;
