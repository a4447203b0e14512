/**
 * The API as the API server enforces it: what is refused and with which words, what is filled in, what kubectl shows, and
 * who may write what. On a real control plane with the product installed, without operator and agents. Depends on the
 * control plane and the installation.
 */
@NullMarked
package dev.vrrp.e2e.api;

import org.jspecify.annotations.NullMarked;
