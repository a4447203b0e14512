package dev.vrrp.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images, without Kubernetes. */
@Tag("kubelets")
class ImageTest {
    private static final Checkout CHECKOUT = Checkout.find();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What README.md of deploy/image says, and a little. */
    private static final long MOST_BYTES = 70_000_000;

    @Test
    void twoBuildsHaveOneDigest(@TempDir Path again) {
        Images first = Images.of(CHECKOUT);
        Images second = Images.build(CHECKOUT, again);
        for (String image : Images.NAMES) {
            assertThat(second.digest(image)).as(image).isEqualTo(first.digest(image));
        }
    }

    @Test
    void billsOfMaterialsNameWhatIsInTheImages() throws IOException {
        Path directory = Images.of(CHECKOUT).directory();
        JsonNode agent =
                MAPPER.readTree(directory.resolve("node-agent.cdx.json").toFile());
        assertThat(agent.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(agent.path("components").findValuesAsText("name"))
                .contains("libpcap0.8", "libc6", "util-linux", "jnr-ffi", "pcap4j-core", "java");
        JsonNode operator =
                MAPPER.readTree(directory.resolve("operator.cdx.json").toFile());
        assertThat(operator.path("components").findValuesAsText("name"))
                .contains("libc6", "operator-framework-core", "java")
                .doesNotContain("libpcap0.8");
    }

    @Test
    void imagesAreSmallAndLabelledAndHaveNoShell(@TempDir Path directory) throws IOException {
        for (String name : Images.NAMES) {
            UnpackedImage image = new UnpackedImage(
                    Images.of(CHECKOUT).archive(name), Files.createDirectory(directory.resolve(name)));
            assertThat(image.bytesToPull()).as("size of " + name).isLessThan(MOST_BYTES);
            assertThat(image.label("org.opencontainers.image.title")).isEqualTo(name);
            assertThat(List.of("version", "revision", "created", "source", "licenses", "description"))
                    .allSatisfy(label -> assertThat(image.label("org.opencontainers.image." + label))
                            .as(label)
                            .isNotEmpty());
            for (String shell : List.of("bin/sh", "bin/bash", "usr/bin/sh", "usr/bin/apt-get", "usr/bin/dpkg")) {
                assertThat(image.root().resolve(shell)).doesNotExist();
            }
        }
    }

    @Test
    void agentHoldsAnAddressAsAnOrdinaryUserWhereNothingButItsStateCanBeWritten() throws IOException {
        try (Lab lab = Lab.create(NodePlan.A)) {
            Node node = lab.node(NodePlan.A);
            Path configuration =
                    Files.writeString(lab.directory().resolve("node.yaml"), """
                    apiVersion: vrrp.dev/v1alpha1
                    kind: NodeConfig
                    metadata: {name: server-a}
                    spec:
                      virtualRouters:
                      - name: ingress-ipv4
                        virtualIP: ingress
                        vrid: 7
                        interface: %s
                        priority: 100
                        addresses: [192.168.1.120/24]
                    """.formatted(Card.FIRST.device()));
            ManagedProcess agent = new UnpackedImage(Images.of(CHECKOUT).archive("node-agent"), lab.directory())
                    .start(node, configuration, lab.directory().resolve("agent.log"), "--node", node.name());
            await("the agent holds the address and answers for it")
                    .atMost(Duration.ofSeconds(30))
                    .failFast(
                            () -> assertThat(agent.alive()).as(agent.logText()).isTrue())
                    .until(() -> lab.client().reaches("192.168.1.120"));
            assertThat(status(node, "java"))
                    .containsEntry("Uid", "65534\t65534\t65534\t65534")
                    .containsEntry("CapEff", "0000000000003000");
            assertThat(mapped(node, "java"))
                    .as("a class archive that does not fit is left aside in silence")
                    .contains("node-agent.jsa");
            assertThat(agent.logText()).doesNotContain("WARN", "ERROR", "arning");
            // to the process itself, as a container runtime does: unshare passes no signal on
            Command.run("kill", "-TERM", processOf(node, "java").getFileName().toString())
                    .orThrow();
            await("the agent has ended, and the address is gone")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !agent.alive() && !node.holds("192.168.1.120"));
            assertThat(agent.logText()).contains("stopped");
        }
    }

    private static Map<String, String> status(Node node, String program) throws IOException {
        return Files.readAllLines(processOf(node, program).resolve("status")).stream()
                .map(line -> line.split(":\t", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    /** The files that a program has in its memory. */
    private static String mapped(Node node, String program) throws IOException {
        return Files.readString(processOf(node, program).resolve("maps"));
    }

    private static Path processOf(Node node, String program) throws IOException {
        for (long process : node.namespace().processes()) {
            Path directory = Path.of("/proc", String.valueOf(process));
            if (Files.readString(directory.resolve("comm")).strip().equals(program)) {
                return directory;
            }
        }
        throw new AssertionError("no " + program + " runs on " + node);
    }
}
