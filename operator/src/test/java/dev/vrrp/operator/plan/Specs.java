package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.Authentication;
import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.api.v1alpha1.AuthenticationType;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.NodePriority;
import dev.vrrp.api.v1alpha1.NodeSelector;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Specs of VirtualIPs, everything but what a test is about as the schema defaults it. */
final class Specs {
    private final List<String> addresses;
    private final List<NodePriority> priorities = new ArrayList<>();
    private List<String> peers = List.of();
    private @Nullable String interfaceName;
    private @Nullable Integer vrid;
    private int version = 3;
    private String interval = "1s";
    private String preemptDelay = "0s";
    private Transport transport = Transport.Multicast;
    private Checksum checksum = Checksum.PseudoHeader;
    private @Nullable NodeSelector nodeSelector;
    private int replicas = 5;
    private @Nullable Authentication authentication;
    private boolean virtualMac;
    private @Nullable Track track;

    private Specs(List<String> addresses) {
        this.addresses = addresses;
    }

    static Specs addresses(String... addresses) {
        return new Specs(List.of(addresses));
    }

    Specs on(String name) {
        interfaceName = name;
        return this;
    }

    Specs vrid(int value) {
        vrid = value;
        return this;
    }

    Specs version(int value) {
        version = value;
        return this;
    }

    Specs interval(String value) {
        interval = value;
        return this;
    }

    Specs preemptDelay(String value) {
        preemptDelay = value;
        return this;
    }

    Specs transport(Transport value) {
        transport = value;
        return this;
    }

    Specs checksum(Checksum value) {
        checksum = value;
        return this;
    }

    Specs peers(String... values) {
        peers = List.of(values);
        return this;
    }

    Specs selects(String label, String value) {
        nodeSelector = new NodeSelector(Map.of(label, value), List.of());
        return this;
    }

    Specs replicas(int value) {
        replicas = value;
        return this;
    }

    Specs priority(String node, int value) {
        priorities.add(new NodePriority(node, null, value));
        return this;
    }

    Specs password(String secret, String key) {
        version = 2;
        authentication = new Authentication(AuthenticationType.SimplePassword, new SecretReference(secret, key, null));
        return this;
    }

    Specs virtualMac() {
        virtualMac = true;
        return this;
    }

    Specs tracks(String... interfaces) {
        track = track(interfaces);
        return this;
    }

    Specs weighs(String name, int weight) {
        track = new Track(List.of(new TrackedInterface(name, weight)));
        return this;
    }

    static Track track(String... interfaces) {
        return new Track(Arrays.stream(interfaces)
                .map(name -> new TrackedInterface(name, null))
                .toList());
    }

    VirtualIPSpec build() {
        return new VirtualIPSpec(
                addresses,
                interfaceName,
                vrid,
                version,
                interval,
                true,
                preemptDelay,
                transport,
                peers,
                checksum,
                nodeSelector,
                replicas,
                priorities,
                authentication,
                virtualMac,
                track);
    }
}
