package dev.vrrp.e2e.lab;

/** The two network cards of each node, named as on the servers of the example. */
public enum Card {
    FIRST(1, "eno16777736"),
    SECOND(2, "eno33554984");

    private final int number;
    private final String device;

    Card(int number, String device) {
        this.number = number;
        this.device = device;
    }

    int number() {
        return number;
    }

    /** Name of the interface on the node. */
    public String device() {
        return device;
    }
}
