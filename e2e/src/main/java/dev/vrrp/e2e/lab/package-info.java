/**
 * The lab: nodes, a LAN, a management network and a client as network namespaces with a real kernel, the processes in
 * them, and what can be seen and broken from outside. Depends on the JDK, Jackson and the programs of the machine (ip,
 * nsenter, ping, arping, tcpdump); knows neither Kubernetes nor the product.
 */
@NullMarked
package dev.vrrp.e2e.lab;

import org.jspecify.annotations.NullMarked;
