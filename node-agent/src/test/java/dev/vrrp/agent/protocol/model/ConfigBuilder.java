package dev.vrrp.agent.protocol.model;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A virtual router for a test: version 3, 1 s, priority 100, preemption, 192.168.1.111 on eth0, unless told otherwise. */
public final class ConfigBuilder {
    private final String name;
    private int vrid = 51;
    private ProtocolVersion version = ProtocolVersion.V3;
    private String interfaceName = "eth0";
    private int priority = 100;
    private AdvertisementInterval interval = AdvertisementInterval.ofSeconds(1);
    private boolean preempt = true;
    private Duration preemptDelay = Duration.ZERO;
    private List<InterfaceAddress> addresses = List.of(InterfaceAddress.parse("192.168.1.111/24"));
    private ChecksumMode checksum = ChecksumMode.PSEUDO_HEADER;
    private Transport transport = Transport.MULTICAST;
    private List<InetAddress> peers = List.of();
    private boolean virtualMac;
    private Authentication authentication = new Authentication.None();

    private ConfigBuilder(String name) {
        this.name = name;
    }

    public static ConfigBuilder router(String name) {
        return new ConfigBuilder(name);
    }

    public ConfigBuilder vrid(int value) {
        vrid = value;
        return this;
    }

    public ConfigBuilder version2() {
        version = ProtocolVersion.V2;
        return this;
    }

    public ConfigBuilder version(ProtocolVersion value) {
        version = value;
        return this;
    }

    public ConfigBuilder on(String name) {
        interfaceName = name;
        return this;
    }

    public ConfigBuilder priority(int value) {
        priority = value;
        return this;
    }

    public ConfigBuilder interval(Duration value) {
        interval = AdvertisementInterval.of(value);
        return this;
    }

    public ConfigBuilder preempt(boolean value) {
        preempt = value;
        return this;
    }

    public ConfigBuilder preemptDelay(Duration value) {
        preemptDelay = value;
        return this;
    }

    public ConfigBuilder addresses(String... texts) {
        addresses = Stream.of(texts).map(InterfaceAddress::parse).toList();
        return this;
    }

    /** Multicast with peers that are known. */
    public ConfigBuilder peers(String... texts) {
        peers = Stream.of(texts).map(InetAddress::ofLiteral).toList();
        return this;
    }

    public ConfigBuilder unicast(String... texts) {
        transport = Transport.UNICAST;
        return peers(texts);
    }

    public ConfigBuilder checksum(ChecksumMode value) {
        checksum = value;
        return this;
    }

    public ConfigBuilder virtualMac() {
        virtualMac = true;
        return this;
    }

    public ConfigBuilder password(String text) {
        authentication = Authentication.SimplePassword.of(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public VirtualRouterConfig build() {
        return new VirtualRouterConfig(
                name,
                addresses.getFirst().family(),
                new VirtualRouterId(vrid),
                version,
                interfaceName,
                new Priority(priority),
                interval,
                preempt,
                preemptDelay,
                addresses,
                transport,
                peers,
                checksum,
                authentication,
                virtualMac,
                List.of());
    }
}
