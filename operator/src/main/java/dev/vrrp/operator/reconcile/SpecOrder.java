package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order in which the plan writes a NodeConfig. An API server that merges lists by key may keep another one. */
final class SpecOrder {
    private SpecOrder() {}

    static NodeConfigSpec sorted(NodeConfigSpec spec) {
        return new NodeConfigSpec(
                spec.virtualRouters().stream()
                        .map(SpecOrder::sorted)
                        .sorted(Comparator.comparing(VirtualRouter::name))
                        .toList(),
                spec.syncGroups().stream()
                        .map(group -> new RouterGroup(
                                group.name(),
                                group.virtualRouters().stream().sorted().toList()))
                        .sorted(Comparator.comparing(RouterGroup::name))
                        .toList(),
                spec.nodeAddresses().stream().sorted().toList());
    }

    private static VirtualRouter sorted(VirtualRouter router) {
        return new VirtualRouter(
                router.name(),
                router.virtualIP(),
                router.family(),
                router.vrid(),
                router.version(),
                router.interfaceName(),
                router.priority(),
                router.advertisementInterval(),
                router.preempt(),
                router.preemptDelay(),
                router.addresses(),
                router.transport(),
                router.peers().stream().sorted().toList(),
                router.checksum(),
                router.authentication(),
                router.virtualMAC(),
                sorted(router.track()));
    }

    private static @Nullable Track sorted(@Nullable Track track) {
        return track == null || track.interfaces().isEmpty()
                ? null
                : new Track(track.interfaces().stream()
                        .sorted(Comparator.comparing(TrackedInterface::name))
                        .toList());
    }
}
