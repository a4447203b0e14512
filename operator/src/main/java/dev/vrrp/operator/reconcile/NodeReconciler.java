package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.operator.reconcile.ClusterView.NodeDecision;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what a node is to run into its NodeConfig. On all events: a Node that is being deleted has to give up its routers. */
@ControllerConfiguration(name = "node", triggerReconcilerOnAllEvents = true)
public final class NodeReconciler implements Reconciler<Node> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);

    private final PlanningLoop loop;
    private final Primaries<Node, Boolean> primaries;
    private final ServerSideApply apply;

    public NodeReconciler(PlanningLoop loop, Primaries<Node, Boolean> primaries, KubernetesClient client) {
        this.loop = loop;
        this.primaries = primaries;
        this.apply = new ServerSideApply(client);
    }

    @Override
    public List<EventSource<?, Node>> prepareEventSources(EventSourceContext<Node> context) {
        return primaries.join(context);
    }

    @Override
    public UpdateControl<Node> reconcile(Node node, Context<Node> context) {
        String name = node.getMetadata().getName();
        NodeDecision decision = loop.view().nodes().get(name);
        if (decision != null && concerns(decision, node, context) && !decision.isApplied()) {
            apply.apply(nodeConfig(node, decision.desired()));
            LOG.info("Node {}: NodeConfig written: {}", name, inWords(decision.desired()));
        }
        return UpdateControl.noUpdate();
    }

    @Override
    public ErrorStatusUpdateControl<Node> updateErrorStatus(Node node, Context<Node> context, Exception error) {
        return Failures.log(node, context, error);
    }

    /** A Node on its way out gets no NodeConfig any more, and one that is back under its name is another Node. */
    private static boolean concerns(NodeDecision decision, Node node, Context<Node> context) {
        return decision.uid().equals(node.getMetadata().getUid())
                && !context.isPrimaryResourceDeleted()
                && (decision.present() != null || !node.isMarkedForDeletion());
    }

    private static NodeConfig nodeConfig(Node node, NodeConfigSpec spec) {
        NodeConfig config = new NodeConfig();
        config.setMetadata(new ObjectMetaBuilder()
                .withName(node.getMetadata().getName())
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node.getMetadata().getName())
                .withUid(node.getMetadata().getUid())
                .endOwnerReference()
                .build());
        // No spec at all in place of an empty one, which server-side apply turns into null, and that the schema
        // refuses.
        config.setSpec(spec.virtualRouters().isEmpty() ? null : spec);
        return config;
    }

    private static String inWords(NodeConfigSpec spec) {
        if (spec.virtualRouters().isEmpty()) {
            return "no virtual routers";
        }
        return spec.virtualRouters().stream()
                .map(router -> router.name() + " (VRID " + router.vrid() + ", priority " + router.priority() + " on "
                        + router.interfaceName() + ")")
                .collect(Collectors.joining(", "));
    }
}
