package dev.vrrp.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    void agentHoldsAnAddressAsAnOrdinaryUserWhereNothingCanBeWritten() throws IOException {
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
            assertThat(agent.logText()).doesNotContain("WARN", "ERROR", "arning");
            agent.terminate();
            await("the address is gone").atMost(Duration.ofSeconds(10)).until(() -> !node.holds("192.168.1.120"));
        }
    }

    private static Map<String, String> status(Node node, String program) throws IOException {
        for (long process : node.namespace().processes()) {
            List<String> lines =
                    new ArrayList<>(Files.readAllLines(Path.of("/proc", String.valueOf(process), "status")));
            if (lines.getFirst().equals("Name:\t" + program)) {
                return lines.stream()
                        .map(line -> line.split(":\t", 2))
                        .filter(parts -> parts.length == 2)
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
            }
        }
        throw new AssertionError("no " + program + " runs on " + node);
    }
}
