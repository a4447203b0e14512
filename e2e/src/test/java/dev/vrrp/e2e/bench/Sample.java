package dev.vrrp.e2e.bench;

/**
 * One measured value.
 *
 * @param figure what was measured, as the table shows it
 * @param unit of the value, such as ms
 */
record Sample(String figure, String unit, Contender contender, double value) {}
