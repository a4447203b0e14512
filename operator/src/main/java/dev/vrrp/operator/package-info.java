/** The operator's main class: arguments, wiring, start and shutdown order, nothing else. May depend on all of the module. */
@NullMarked
package dev.vrrp.operator;

import org.jspecify.annotations.NullMarked;
