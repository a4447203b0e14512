package dev.vrrp.e2e.product;

/** A condition: True, False or Unknown, and why. */
public record ReportedCondition(String status, String reason, String message) {}
