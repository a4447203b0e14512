package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** The only way in which the operator writes: what an object holds is the operator's, what it leaves out stays. */
final class ServerSideApply {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(ApiGroup.OPERATOR_FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;

    ServerSideApply(KubernetesClient client) {
        this.client = client;
    }

    void apply(HasMetadata object) {
        client.resource(object).patch(APPLY);
    }

    void applyStatus(HasMetadata object) {
        client.resource(object).subresource("status").patch(APPLY);
    }

    /** Names the object and nothing more. */
    static ObjectMeta metadata(String name) {
        return new ObjectMetaBuilder().withName(name).build();
    }
}
