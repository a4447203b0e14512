package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.product.Agent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A password stands in its Secret, in the cache that needs it, and nowhere else. */
class SecrecyTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final List<String> PASSWORDS = List.of("qX7wPz3K", "Jv5tRm9D", "hT2sLc6B");

    @Test
    void passwordsStayWhereTheyBelong() throws IOException {
        TwoServersExample example = TwoServersExample.apply(LAB.testbed());
        setPassword("vi-1-vrrp", PASSWORDS.get(0));
        setPassword("vi-2-vrrp", PASSWORDS.get(1));
        example.settleOnServerA();
        // every way in which a password could slip out: a takeover, a change, a secret that is no password
        example.expectTakeover(
                () -> example.serverA().carrierDown(Card.SECOND), example.serverB(), TwoServersExample.PRIORITY_B);
        example.serverA().carrierUp(Card.SECOND);
        example.awaitState(example.serverA(), "Backup");
        setPassword("vi-1-vrrp", PASSWORDS.get(2));
        example.watch().awaitMaster(Bounds.CONVERGENCE);
        setPassword("vi-2-vrrp", PASSWORDS.get(1) + "-is-too-long");
        await("the operator tells that the password is too long")
                .atMost(Bounds.REPORT)
                .untilAsserted(() -> assertThat(LAB.testbed().kubectl().output("describe", "virtualip", "vi-2"))
                        .contains("holds 20 bytes, and a password has 1 to 8"));

        String objects = everyObjectButSecrets();
        assertThat(objects).contains("vi-1-vrrp", "BecameMaster");
        List<String> traces = new ArrayList<>();
        for (String password : PASSWORDS) {
            String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
            if (objects.contains(password) || objects.contains(encoded)) {
                traces.add(password + " stands in an object");
            }
            for (Path file : openFiles()) {
                if (contains(file, password) || contains(file, encoded)) {
                    traces.add(password + " stands in " + file);
                }
            }
        }
        assertThat(traces).isEmpty();
        for (Agent agent : List.of(example.agentA(), example.agentB())) {
            List<Path> cache = files(agent.stateDirectory());
            assertThat(cache).as("what the agent of %s keeps", agent.node()).isNotEmpty();
            assertThat(cache)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("permissions of %s", file)
                            .isEqualTo("rw-------"));
        }
    }

    private static void setPassword(String secret, String password) {
        LAB.testbed()
                .kubectl()
                .output(
                        "patch",
                        "secret",
                        secret,
                        "--namespace=vrrp-system",
                        "--type=merge",
                        "--patch={\"stringData\":{\"password\":\"%s\"}}".formatted(password));
    }

    private static String everyObjectButSecrets() {
        StringBuilder text = new StringBuilder();
        LAB.testbed()
                .kubectl()
                .output("api-resources", "--verbs=list", "--output=name")
                .lines()
                .filter(resource -> !resource.equals("secrets"))
                .forEach(resource -> text.append(LAB.testbed()
                        .kubectl()
                        .output("get", resource, "--all-namespaces", "--output=yaml", "--show-managed-fields")));
        return text.toString();
    }

    /** Logs and everything else in the folder of the lab, but for what the agents keep and the data of etcd. */
    private static List<Path> openFiles() throws IOException {
        return files(LAB.testbed().lab().directory()).stream()
                .filter(file -> !file.toString().contains("-state/"))
                .filter(file -> !file.toString().contains("/etcd/"))
                .toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean contains(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    }
}
