package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds to a generated definition what the generator's annotations can't say: the order of the printer columns, how lists and
 * objects merge under server-side apply, number and time formats, the description of the kind.
 */
final class CrdCompletion {
    /** Lists whose entries have a name, so that two writers may each own some. Other lists are atomic: their order counts. */
    private static final Map<String, String> KEY_OF_LIST = Map.of(
            ".spec.track.interfaces", "name",
            ".spec.virtualRouters", "name",
            ".spec.virtualRouters[].track.interfaces", "name",
            ".spec.syncGroups", "name",
            ".status.nodes", "node",
            ".status.interfaces", "name",
            ".status.conditions", "type");

    /** Lists of values without order and without duplicates. */
    private static final Set<String> SETS = Set.of(
            ".spec.peers",
            ".spec.virtualIPs",
            ".spec.virtualRouters[].peers",
            ".spec.syncGroups[].virtualRouters",
            ".spec.nodeAddresses");

    /**
     * Objects that are one value: what a new Master says of itself replaces all that the last one said, and a selector is not
     * mixed from two writers' labels.
     */
    private static final Set<String> ATOMIC_OBJECTS = Set.of(
            ".spec.nodeSelector",
            ".spec.priorities[].nodeSelector",
            ".spec.authentication",
            ".spec.virtualRouters[].authentication",
            ".status.master",
            ".status.agent");

    private static final Set<String> TIMES = Set.of("since", "time", "lastTransitionTime", "startTime", "lastSeen");
    private static final Set<String> LONG_INTEGERS = Set.of("observedGeneration");
    private static final Set<Class<?>> WITH_REQUIRED_SPEC = Set.of(VirtualIP.class, SyncGroup.class);

    /** Bytes that a label's value may have. */
    private static final long LABEL_VALUE_LENGTH = 63;

    private CrdCompletion() {}

    static void complete(CustomResourceDefinition definition, Class<?> resource) {
        for (var version : definition.getSpec().getVersions()) {
            version.setAdditionalPrinterColumns(inOrderOfDeclaration(version.getAdditionalPrinterColumns(), resource));
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            describe(root, resource);
            root.getProperties()
                    .forEach((name, property) ->
                            describe(property, typeArgument(resource, "spec".equals(name) ? 0 : 1)));
            if (WITH_REQUIRED_SPEC.contains(resource)) {
                root.setRequired(List.of("spec"));
            }
            complete("", "", root);
        }
    }

    private static List<CustomResourceColumnDefinition> inOrderOfDeclaration(
            List<CustomResourceColumnDefinition> columns, Class<?> resource) {
        Map<String, CustomResourceColumnDefinition> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.getName(), column));
        List<CustomResourceColumnDefinition> ordered = Arrays.stream(
                        resource.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(declared -> byName.get(declared.name()))
                .toList();
        // the API server drops a 0, so that kubectl apply would see a difference each time
        ordered.stream().filter(column -> column.getPriority() == 0).forEach(column -> column.setPriority(null));
        return ordered;
    }

    /** The type of the spec (0) or of the status (1). */
    private static Class<?> typeArgument(Class<?> resource, int index) {
        return (Class<?>) ((ParameterizedType) resource.getGenericSuperclass()).getActualTypeArguments()[index];
    }

    private static void describe(JSONSchemaProps schema, Class<?> type) {
        schema.setDescription(type.getAnnotation(JsonClassDescription.class).value());
    }

    private static void complete(String path, String name, JSONSchemaProps schema) {
        switch (schema.getType()) {
            case "array" -> completeList(path, schema);
            case "object" -> completeObject(path, schema);
            case "integer" -> schema.setFormat(LONG_INTEGERS.contains(name) ? "int64" : "int32");
            case "string" -> {
                if (TIMES.contains(name)) {
                    schema.setFormat("date-time");
                }
            }
            default -> {}
        }
        if (schema.getXKubernetesValidations() != null) {
            // a rule of a record's component comes twice: of its field and of its accessor
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
    }

    private static void completeList(String path, JSONSchemaProps schema) {
        if (KEY_OF_LIST.containsKey(path)) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(List.of(KEY_OF_LIST.get(path)));
        } else {
            schema.setXKubernetesListType(SETS.contains(path) ? "set" : "atomic");
        }
        complete(path + "[]", "", schema.getItems().getSchema());
    }

    private static void completeObject(String path, JSONSchemaProps schema) {
        if (ATOMIC_OBJECTS.contains(path)) {
            schema.setXKubernetesMapType("atomic");
        }
        if (schema.getAdditionalProperties() != null) {
            schema.getAdditionalProperties().getSchema().setMaxLength(LABEL_VALUE_LENGTH);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> complete(path + "." + name, name, property));
        }
    }
}
