/** Network namespaces for tests of the edges against a real kernel. */
@NullMarked
package dev.vrrp.agent.lab;

import org.jspecify.annotations.NullMarked;
