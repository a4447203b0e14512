package dev.vrrp.agent.configuration;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.api.v1alpha1.DurationText;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks a NodeConfig, as a whole, into what the agent can run. */
public final class ConfigurationReader {
    private ConfigurationReader() {}

    /**
     * Reads all of {@code spec}.
     *
     * @throws InvalidConfigurationException at the first thing that is wrong; nothing is to be applied then
     */
    public static AgentConfiguration read(NodeConfigSpec spec, long generation, Passwords passwords)
            throws InvalidConfigurationException {
        Map<String, VirtualRouterConfig> routers = new LinkedHashMap<>();
        for (VirtualRouter router : spec.virtualRouters()) {
            required("spec.virtualRouters", "name", router.name());
            routers.put(router.name(), router(router, passwords));
        }
        if (routers.size() != spec.virtualRouters().size()) {
            throw new InvalidConfigurationException("spec.virtualRouters: a name is there twice: give each its own");
        }
        List<Group> groups = new ArrayList<>();
        for (RouterGroup group : spec.syncGroups()) {
            required("spec.syncGroups", "name", group.name());
            groups.add(group(group, routers));
        }
        groups.addAll(virtualIPs(spec, routers));
        return checked(
                "spec",
                () -> new AgentConfiguration(
                        generation,
                        groups,
                        spec.nodeAddresses().stream()
                                .map(InetAddress::ofLiteral)
                                .collect(Collectors.toSet())));
    }

    private static Group group(RouterGroup group, Map<String, VirtualRouterConfig> routers)
            throws InvalidConfigurationException {
        List<VirtualRouterConfig> members = new ArrayList<>();
        for (String name : group.virtualRouters()) {
            VirtualRouterConfig member = routers.remove(name);
            if (member == null) {
                throw new InvalidConfigurationException("spec.syncGroups[" + group.name() + "].virtualRouters: \""
                        + name + "\" is no virtual router of spec.virtualRouters, or is in two groups");
            }
            members.add(member);
        }
        return checked("spec.syncGroups", () -> new Group("SyncGroup " + group.name(), members));
    }

    /** The virtual routers that are in no group: those of one VirtualIP, one for each family, move as one. */
    private static List<Group> virtualIPs(NodeConfigSpec spec, Map<String, VirtualRouterConfig> routers) {
        Map<String, List<VirtualRouterConfig>> members = new LinkedHashMap<>();
        for (VirtualRouter router : spec.virtualRouters()) {
            VirtualRouterConfig member = routers.get(router.name());
            if (member != null) {
                members.computeIfAbsent("VirtualIP " + router.virtualIP(), _ -> new ArrayList<>())
                        .add(member);
            }
        }
        return members.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue()))
                .toList();
    }

    private static VirtualRouterConfig router(VirtualRouter router, Passwords passwords)
            throws InvalidConfigurationException {
        String path = "spec.virtualRouters[" + router.name() + "]";
        required(path, "virtualIP", router.virtualIP());
        required(path, "vrid", router.vrid());
        required(path, "interface", router.interfaceName());
        required(path, "priority", router.priority());
        Track track = Optional.ofNullable(router.track()).orElse(Track.NOTHING);
        for (Track.TrackedInterface tracked : track.interfaces()) {
            required(path + ".track.interfaces", "name", tracked.name());
        }
        Authentication authentication = authentication(router, path, passwords);
        return checked(
                path,
                () -> new VirtualRouterConfig(
                        router.name(),
                        switch (router.family()) {
                            case IPv4 -> AddressFamily.IPV4;
                            case IPv6 -> AddressFamily.IPV6;
                        },
                        new VirtualRouterId(router.vrid()),
                        version(router.version()),
                        router.interfaceName(),
                        new Priority(router.priority()),
                        AdvertisementInterval.of(DurationText.parse(router.advertisementInterval())),
                        router.preempt(),
                        DurationText.parse(router.preemptDelay()),
                        router.addresses().stream().map(InterfaceAddress::parse).toList(),
                        switch (router.transport()) {
                            case Multicast -> Transport.MULTICAST;
                            case Unicast -> Transport.UNICAST;
                        },
                        router.peers().stream().map(InetAddress::ofLiteral).toList(),
                        switch (router.checksum()) {
                            case PseudoHeader -> ChecksumMode.PSEUDO_HEADER;
                            case RFC9568 -> ChecksumMode.RFC9568;
                        },
                        authentication,
                        router.virtualMAC(),
                        track.interfaces().stream()
                                .map(tracked -> new TrackedInterface(
                                        tracked.name(),
                                        Optional.ofNullable(tracked.weight()).orElse(0)))
                                .toList()));
    }

    private static ProtocolVersion version(int number) {
        return switch (number) {
            case 2 -> ProtocolVersion.V2;
            case 3 -> ProtocolVersion.V3;
            default -> throw new IllegalArgumentException("version " + number + " is out of range: 2 or 3");
        };
    }

    private static Authentication authentication(VirtualRouter router, String path, Passwords passwords)
            throws InvalidConfigurationException {
        if (router.authentication() == null) {
            return new Authentication.None();
        }
        SecretReference reference = router.authentication().secretRef();
        required(path, "authentication.secretRef", reference);
        required(path, "authentication.secretRef.name", reference.name());
        required(path, "authentication.secretRef.key", reference.key());
        Optional<byte[]> password = passwords.password(reference);
        if (password.isEmpty()) {
            throw new InvalidConfigurationException(path + ".authentication.secretRef: there is no Secret \""
                    + reference.name() + "\" with a key \"" + reference.key() + "\"");
        }
        return checked(path + ".authentication", () -> Authentication.SimplePassword.of(password.get()));
    }

    private static void required(String path, String field, @Nullable Object value)
            throws InvalidConfigurationException {
        if (value == null || value.equals("")) {
            throw new InvalidConfigurationException(path + "." + field + " is missing");
        }
    }

    private static <T> T checked(String path, Supplier<T> value) throws InvalidConfigurationException {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(path + ": " + e.getMessage());
        }
    }
}
