package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** VirtualIPs that are Master together on one node, or on none. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("SyncGroup")
@Singular("syncgroup")
@Plural("syncgroups")
@ShortNames("vsg")
@Categories("vrrp")
@JsonClassDescription("A SyncGroup moves its VirtualIPs together: all are Master on one node, or none is.")
@AdditionalPrinterColumn(name = "Master", jsonPath = ".status.master.node", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Since", jsonPath = ".status.master.since", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
public class SyncGroup extends CustomResource<SyncGroupSpec, SyncGroupStatus> {
    private static final long serialVersionUID = 1;
}
