/**
 * The custom resources of group {@code vrrp.dev}, version {@code v1alpha1}: what users write, what the operator decides for a
 * node, and what the agents report. Plain records, so that one type serves the schema, the client and the agent's file on
 * disk; a component that is missing takes the default that the schema states. May depend on the JDK, on Jackson's and on
 * fabric8's annotations and model, on nothing else of ours.
 */
@NullMarked
package dev.vrrp.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
