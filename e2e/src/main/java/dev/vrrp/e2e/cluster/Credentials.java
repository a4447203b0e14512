package dev.vrrp.e2e.cluster;

import dev.vrrp.e2e.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What one control plane is known by, made anew for each.
 *
 * @param certificate of the API server, signed by itself, so that it is also what clients trust
 * @param key of the certificate
 * @param serviceAccountKey signs and verifies the tokens of ServiceAccounts
 * @param tokens file of static tokens: the administrator's
 * @param adminToken of a member of system:masters
 */
record Credentials(Path certificate, Path key, Path serviceAccountKey, Path tokens, String adminToken) {

    static Credentials create(Path directory, String address) {
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
                "subjectAltName=IP:" + address + ",IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        Command.run(
                "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", serviceAccountKey.toString());
        String adminToken = UUID.randomUUID().toString();
        write(tokens, adminToken + ",admin,admin,\"system:masters\"\n");
        return new Credentials(certificate, key, serviceAccountKey, tokens, adminToken);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
