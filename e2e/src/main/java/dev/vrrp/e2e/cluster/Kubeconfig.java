package dev.vrrp.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Where the API server is and who asks.
 *
 * @param server URL
 * @param certificate file with what the server's certificate is checked against
 * @param token bearer token
 */
record Kubeconfig(String server, Path certificate, String token) {

    void write(Path file) {
        try {
            Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    clusters:
                    - name: lab
                      cluster: {server: "%s", certificate-authority-data: %s}
                    users:
                    - name: user
                      user: {token: "%s"}
                    contexts:
                    - name: lab
                      context: {cluster: lab, user: user}
                    current-context: lab
                    """.formatted(
                            server, Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
