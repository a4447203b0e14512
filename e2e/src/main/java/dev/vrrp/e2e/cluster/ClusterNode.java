package dev.vrrp.e2e.cluster;

import java.util.Map;
import java.util.stream.Collectors;

/** The Node object that a kubelet would have registered. */
public final class ClusterNode {
    private ClusterNode() {}

    /** Registers the node, ready and without taints. */
    public static void register(Kubectl kubectl, String name, Map<String, String> labels) {
        String labelLines = labels.entrySet().stream()
                .map(label -> "    " + label.getKey() + ": \"" + label.getValue() + "\"\n")
                .collect(Collectors.joining());
        kubectl.apply("""
                        apiVersion: v1
                        kind: Node
                        metadata:
                          name: %1$s
                          labels:
                            kubernetes.io/hostname: %1$s
                            kubernetes.io/os: linux
                        %2$s""".formatted(name, labelLines)).orThrow();
        // the API server taints every new node until its kubelet says that it is ready
        kubectl.output(
                "patch",
                "node",
                name,
                "--subresource=status",
                "--patch",
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"KubeletReady\"}]}}");
        kubectl.output("patch", "node", name, "--patch", "{\"spec\":{\"taints\":null}}");
    }
}
