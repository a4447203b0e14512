/**
 * What the operator tells about itself: metrics in Prometheus' text format, and whether it lives and is ready. May depend on the
 * API types, fabric8, JOSDK and the metrics library; decides nothing.
 */
@NullMarked
package dev.vrrp.operator.metrics;

import org.jspecify.annotations.NullMarked;
