package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.AddressLeases.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process of the agent before this one has left in the kernel: a group whose addresses are all there still goes on as Master,
 * and what no Master has made its own, when all groups have started, is removed.
 */
final class EarlierRun {
    private static final Logger log = LoggerFactory.getLogger(EarlierRun.class);

    private final LeaseKeeper leases;
    private final AddressCarriers carriers;
    private final Map<String, Link> links;
    private boolean over;

    /** @param links those of the node, by name, as they are at each moment */
    EarlierRun(LeaseKeeper leases, AddressCarriers carriers, Map<String, Link> links) {
        this.leases = leases;
        this.carriers = carriers;
        this.links = links;
    }

    /** The addresses that it left; none when it is over. */
    List<Held> held() {
        if (over) {
            return List.of();
        }
        try {
            return leases.held();
        } catch (IOException e) {
            log.warn("the addresses of an earlier run could not be read: {}", e.getMessage());
            return List.of();
        }
    }

    /** Whether all addresses of {@code group} are among those {@code held}. */
    boolean goesOnIn(AgentConfiguration.Group group, List<Held> held) {
        if (over) {
            return false;
        }
        try {
            for (VirtualRouterConfig config : group.routers()) {
                OptionalInt carrier = carrier(config);
                if (carrier.isEmpty() || !leases.canAdopt(config, carrier.getAsInt(), held)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            log.warn("the interfaces of an earlier run could not be read: {}", e.getMessage());
            return false;
        }
    }

    /** All groups have started: removes, the first time, what no Master among {@code routers} has made its own. */
    void end(Stream<VirtualRouter> routers) {
        if (over) {
            return;
        }
        over = true;
        try {
            List<Held> held = leases.held();
            List<Held> kept = new ArrayList<>();
            Set<Integer> used = new HashSet<>();
            for (VirtualRouter router : routers.toList()) {
                OptionalInt carrier = carrier(router.config());
                if (router.role().state() == State.MASTER && carrier.isPresent()) {
                    used.add(carrier.getAsInt());
                    held.stream()
                            .filter(one -> one.linkIndex() == carrier.getAsInt()
                                    && router.config().addresses().contains(one.address()))
                            .forEach(kept::add);
                }
            }
            leases.removeLeftovers(held, kept);
            carriers.removeLeftovers(used);
        } catch (IOException e) {
            log.warn("addresses that an earlier run left could not be removed: {}", e.getMessage());
        }
    }

    private OptionalInt carrier(VirtualRouterConfig config) throws IOException {
        Link card = links.get(config.interfaceName());
        return card == null ? OptionalInt.empty() : carriers.find(config, card);
    }
}
