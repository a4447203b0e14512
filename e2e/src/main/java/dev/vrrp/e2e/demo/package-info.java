/**
 * The demonstration that {@code e2e/demo} runs. It prints only what is true: every step is checked, and the first one
 * that is not as told ends it with exit code 1. May depend on all of {@code dev.vrrp.e2e}.
 */
@NullMarked
package dev.vrrp.e2e.demo;

import org.jspecify.annotations.NullMarked;
