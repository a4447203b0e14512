package dev.vrrp.agent.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The connection to the API server. */
public final class ClusterClient {
    private static final int TIMEOUT_MILLIS = 5_000;

    private ClusterClient() {}

    /**
     * A client; the API server need not be there yet.
     *
     * @param kubeconfig a file; without one $KUBECONFIG or the service account of the Pod
     * @throws IOException if the file can't be read
     */
    public static KubernetesClient of(Optional<Path> kubeconfig) throws IOException {
        Config config =
                kubeconfig.isPresent() ? Config.fromKubeconfig(kubeconfig.get().toFile()) : Config.autoConfigure(null);
        // Retries are ours: each part of the agent knows what is still worth sending.
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestTimeout(TIMEOUT_MILLIS)
                        .withConnectionTimeout(TIMEOUT_MILLIS)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** Why a request failed, in a line: what the API server said, or the innermost cause that kept us from it. */
    static String reason(Throwable e) {
        if (e instanceof KubernetesClientException answer
                && answer.getStatus() != null
                && answer.getStatus().getMessage() != null) {
            return answer.getStatus().getMessage();
        }
        if (e.getCause() != null) {
            return reason(e.getCause());
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
