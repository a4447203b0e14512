package dev.vrrp.e2e.product;

import java.time.Instant;

/**
 * An Event.
 *
 * @param time {@code eventTime}
 * @param type Normal or Warning
 * @param reason one word
 * @param note a sentence
 * @param reporter {@code reportingInstance}: the node, where an agent reports
 */
public record ReportedEvent(Instant time, String type, String reason, String note, String reporter) {}
