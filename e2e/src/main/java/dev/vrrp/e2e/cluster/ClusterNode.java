package dev.vrrp.e2e.cluster;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Node objects that kubelets would have registered. */
public final class ClusterNode {
    private static final String READY =
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"KubeletReady\"}]}}";

    private ClusterNode() {}

    /** Registers the node, ready and without taints. */
    public static void register(Kubectl kubectl, String name, Map<String, String> labels) {
        register(kubectl, List.of(name), labels);
    }

    /** Registers nodes, ready and without taints, with the same {@code labels}. */
    public static void register(Kubectl kubectl, List<String> names, Map<String, String> labels) {
        String labelLines = labels.entrySet().stream()
                .map(label -> "    " + label.getKey() + ": \"" + label.getValue() + "\"\n")
                .collect(Collectors.joining());
        kubectl.apply(names.stream()
                        .map(name -> """
                                apiVersion: v1
                                kind: Node
                                metadata:
                                  name: %1$s
                                  labels:
                                    kubernetes.io/hostname: %1$s
                                    kubernetes.io/os: linux
                                %2$s""".formatted(name, labelLines))
                        .collect(Collectors.joining("---\n")))
                .orThrow();
        // the API server taints every new node until its kubelet says that it is ready
        patch(kubectl, names, "--subresource=status", "--patch", READY);
        patch(kubectl, names, "--patch", "{\"spec\":{\"taints\":null}}");
    }

    private static void patch(Kubectl kubectl, List<String> names, String... patch) {
        kubectl.output(Stream.of(Stream.of("patch", "node"), names.stream(), Stream.of(patch))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new));
    }
}
