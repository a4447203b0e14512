package dev.vrrp.e2e.cluster;

import dev.vrrp.e2e.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What one control plane is known by, made anew for each.
 *
 * @param certificate of the API server, signed by itself, so that it is also what clients trust, and kubelets when the API
 *     server calls them
 * @param key of the certificate
 * @param serviceAccountKey signs and verifies the tokens of ServiceAccounts
 * @param tokens file of static tokens: the administrator's and the kubelets'
 * @param adminToken of a member of system:masters
 * @param nodeTokens of the kubelets, by name of the node
 */
record Credentials(
        Path certificate,
        Path key,
        Path serviceAccountKey,
        Path tokens,
        String adminToken,
        Map<String, String> nodeTokens) {
    Credentials {
        nodeTokens = Map.copyOf(nodeTokens);
    }

    static Credentials create(Path directory, List<String> addresses, List<String> nodes) {
        Path certificate = directory.resolve("api-server.crt");
        Path key = directory.resolve("api-server.key");
        Path serviceAccountKey = directory.resolve("service-account.key");
        Path tokens = directory.resolve("tokens.csv");
        Command.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "365",
                "-subj",
                "/CN=kube-apiserver",
                "-addext",
                addresses.stream().collect(Collectors.joining(",IP:", "subjectAltName=IP:", "")),
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        Command.run(
                "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", serviceAccountKey.toString());
        String adminToken = UUID.randomUUID().toString();
        StringBuilder lines = new StringBuilder(adminToken + ",admin,admin,\"system:masters\"\n");
        Map<String, String> nodeTokens = new HashMap<>();
        for (String node : nodes) {
            String token = UUID.randomUUID().toString();
            nodeTokens.put(node, token);
            lines.append("%s,system:node:%s,%s,\"system:nodes\"\n".formatted(token, node, node));
        }
        write(tokens, lines.toString());
        return new Credentials(certificate, key, serviceAccountKey, tokens, adminToken, nodeTokens);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
