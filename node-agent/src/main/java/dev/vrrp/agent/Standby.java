package dev.vrrp.agent;

import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import dev.vrrp.agent.kernel.NetlinkLinkMonitor;
import dev.vrrp.agent.kubernetes.Heartbeat;
import dev.vrrp.agent.kubernetes.NodeConfigWatch;
import dev.vrrp.agent.kubernetes.Reporter;
import dev.vrrp.agent.kubernetes.StatusWriter;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.LinkMonitor;
import dev.vrrp.agent.runtime.NodeReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent does while another runs on its node: it keeps on disk what it will start from. */
final class Standby implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Standby.class);

    /** What is to be done at the end, in this order. */
    private final List<Runnable> ends = new ArrayList<>();

    private Standby() {}

    /** Beside an agent that reports to the API server. */
    static Standby of(KubernetesClient client, String node, Path cache) {
        Standby standby = new Standby();
        standby.watch(client, node, new Keeper(cache, () -> log.debug("the NodeConfig is there")));
        return standby;
    }

    /** Beside an agent that runs what a file says: the operator learns of the node from this one, so that it can plan for it. */
    static Standby beside(KubernetesClient client, String node, InstantSource clock, Path cache) throws IOException {
        Standby standby = new Standby();
        Reporter reporter = new Reporter(new StatusWriter(client, node, AgentVersion.text(), clock));
        NetlinkLinkMonitor links = new NetlinkLinkMonitor();
        standby.ends.add(links::close);
        links.start(new LinkMonitor.Listener() {
            @Override
            public void linksChanged(List<Link> present) {
                reporter.reported(new NodeReport(0, present, List.of()));
            }

            @Override
            public void addressChanged(int linkIndex, InetAddress address, boolean removed) {
                // the other agent's business
            }
        });
        standby.watch(client, node, new Keeper(cache, reporter::appeared));
        reporter.start();
        standby.ends.add(reporter::close);
        Heartbeat heartbeat = new Heartbeat(client, node, clock);
        heartbeat.start();
        standby.ends.add(heartbeat::close);
        return standby;
    }

    private void watch(KubernetesClient client, String node, Keeper keeper) {
        NodeConfigWatch watch = new NodeConfigWatch(client, node, keeper);
        watch.start();
        ends.add(watch::close);
    }

    /** Writes to disk what an agent will start from; not being able to is no reason not to run. */
    static void keep(Path cache, NodeConfigDocument document) {
        try {
            NodeConfigFile.write(cache, document);
        } catch (IOException e) {
            log.warn(
                    "{} could not be written, a restart without the API server would start from an older one: {}",
                    cache,
                    e.toString());
        }
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }

    private record Keeper(Path cache, Runnable whenThere) implements NodeConfigWatch.Listener {
        @Override
        public void accepted(NodeConfigDocument document, AgentConfiguration configuration) {
            keep(cache, document);
        }

        @Override
        public void rejected(long generation, String message) {
            log.debug("generation {} is not kept: {}", generation, message);
        }

        @Override
        public void appeared() {
            whenThere.run();
        }
    }
}
