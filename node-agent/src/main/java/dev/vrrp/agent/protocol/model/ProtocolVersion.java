package dev.vrrp.agent.protocol.model;

/** Version of the protocol: 2 is RFC 3768, 3 is RFC 9568. */
public enum ProtocolVersion {
    V2(2),
    V3(3);

    private final int number;

    ProtocolVersion(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
