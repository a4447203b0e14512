package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Makes the CustomResourceDefinitions from the records, as YAML for people to read. */
final class CrdGeneration {
    private static final Map<String, Class<? extends CustomResource<?, ?>>> RESOURCES = Map.of(
            "virtualips.yaml", VirtualIP.class,
            "syncgroups.yaml", SyncGroup.class,
            "nodeconfigs.yaml", NodeConfig.class);

    private static final String HEADER =
            "# Generated from the records in crds/src/main. To change it, change those and run the tests of crds with -Dcrds.write=true.\n";

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .registerModule(new SimpleModule().addSerializer(Double.class, new WholeNumbers()));

    private CrdGeneration() {}

    /** File names and their content. */
    static Map<String, String> generate() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (var resource : RESOURCES.entrySet()) {
            files.put(resource.getKey(), HEADER + YAML.writeValueAsString(definitionOf(resource.getValue())));
        }
        return files;
    }

    private static HasMetadata definitionOf(Class<? extends CustomResource<?, ?>> resource) throws IOException {
        AtomicReference<HasMetadata> generated = new AtomicReference<>();
        try (Discard output = new Discard()) {
            new CRDGenerator()
                    .customResourceClasses(List.of(resource))
                    .forCRDVersions("v1")
                    .withParallelGenerationEnabled(false)
                    .withPostProcessor(new CRDPostProcessor() {
                        @Override
                        public HasMetadata process(HasMetadata definition, String specVersion) {
                            CrdCompletion.complete((CustomResourceDefinition) definition, resource);
                            generated.set(definition);
                            return definition;
                        }
                    })
                    .withOutput(output)
                    .generate();
        }
        return generated.get();
    }

    /** The generator's own YAML, which is not used: it leaves True and False unquoted, so that they are no strings. */
    private static final class Discard implements CRDGenerator.CRDOutput<OutputStream> {
        @Override
        public OutputStream outputFor(String name) {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }
}
