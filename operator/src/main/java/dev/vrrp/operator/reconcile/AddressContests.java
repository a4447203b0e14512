package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.status.AddressContest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the agents say of the addresses of a VirtualIP. */
final class AddressContests {
    private AddressContests() {}

    /** The problems that {@code node} has with the addresses of {@code virtualIP}. */
    static Stream<AddressContest> of(String virtualIP, String node, @Nullable NodeConfig config) {
        NodeConfigStatus status = config == null ? null : config.getStatus();
        NodeConfigSpec spec = config == null ? null : Snapshots.spec(config);
        if (status == null || spec == null || status.addressProblems().isEmpty()) {
            return Stream.empty();
        }
        Set<String> routers = spec.virtualRouters().stream()
                .filter(router -> router.virtualIP().equals(virtualIP))
                .map(VirtualRouter::name)
                .collect(Collectors.toSet());
        return status.addressProblems().stream()
                .filter(problem -> routers.contains(problem.virtualRouter()))
                .map(problem -> new AddressContest(node, problem.address(), problem.reason(), problem.message()));
    }
}
