package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the operator decided for the node of the same name, and what its agent found there. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("NodeConfig")
@Singular("nodeconfig")
@Plural("nodeconfigs")
@Categories("vrrp")
@JsonClassDescription(
        "A NodeConfig is what the operator decided for the node of the same name, and what the agent found there. Do not "
                + "edit it: the operator writes the spec, the agent of the node writes the status.")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Agent", jsonPath = ".status.agent.version", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
public class NodeConfig extends CustomResource<NodeConfigSpec, NodeConfigStatus> {
    private static final long serialVersionUID = 1;
}
