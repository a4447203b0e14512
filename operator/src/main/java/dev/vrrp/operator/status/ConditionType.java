package dev.vrrp.operator.status;

/** Conditions, by their type, in the order in which they are listed. */
public enum ConditionType {
    Accepted,
    Programmed,
    Ready,
    Redundant,
    SplitBrain,
    AddressContested
}
