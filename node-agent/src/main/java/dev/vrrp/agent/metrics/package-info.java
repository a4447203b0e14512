/**
 * What the agent tells of itself over HTTP: metrics in Prometheus' text format, the state of every virtual router as JSON, and whether
 * it lives and takes part. May depend on the runtime, on the protocol's values, on the metrics library and on Jackson; it listens and
 * asks, and the loop never waits for it.
 */
@NullMarked
package dev.vrrp.agent.metrics;

import org.jspecify.annotations.NullMarked;
