package dev.vrrp.e2e.cluster;

import dev.vrrp.api.v1alpha1.ApiGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kubeconfigs with tokens of the ServiceAccounts in the system namespace, each a token of its own. */
public final class ServiceAccounts {
    private static final String TOKEN_DURATION = "720h";

    private final ControlPlane controlPlane;
    private final Path directory;

    public ServiceAccounts(ControlPlane controlPlane, Path directory) {
        this.controlPlane = controlPlane;
        this.directory = directory;
    }

    /** A kubeconfig for {@code serviceAccount}, bound to nothing. */
    public Path kubeconfig(String serviceAccount) {
        return write(serviceAccount, createToken(serviceAccount));
    }

    /**
     * A kubeconfig for {@code serviceAccount} on {@code node}: its token is bound to a Pod there, so that it carries the
     * name of the node as a projected token does.
     */
    public Path kubeconfig(String serviceAccount, String node) {
        String pod = serviceAccount + "-" + node;
        controlPlane
                .kubectl()
                .apply("""
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: %s
                          namespace: %s
                        spec:
                          nodeName: %s
                          serviceAccountName: %s
                          containers:
                          - {name: placeholder, image: placeholder}
                        """.formatted(pod, ApiGroup.SYSTEM_NAMESPACE, node, serviceAccount))
                .orThrow();
        return write(pod, createToken(serviceAccount, "--bound-object-kind=Pod", "--bound-object-name=" + pod));
    }

    private String createToken(String serviceAccount, String... binding) {
        List<String> arguments = new ArrayList<>(List.of(
                "create",
                "token",
                serviceAccount,
                "--namespace=" + ApiGroup.SYSTEM_NAMESPACE,
                "--duration=" + TOKEN_DURATION));
        arguments.addAll(List.of(binding));
        return controlPlane.kubectl().output(arguments.toArray(String[]::new)).strip();
    }

    private Path write(String name, String token) {
        Path file = directory.resolve(name + ".kubeconfig");
        controlPlane.writeKubeconfig(file, token);
        return file;
    }
}
