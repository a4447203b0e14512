package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.AuditedRequest;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.product.Installation;
import dev.vrrp.e2e.product.OperatorProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the product asks of the API server, by its audit log: all that it may, nothing else, and little. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiUseTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    /** Longer than the agents and the operators take between two heartbeats. */
    private static final Duration STEADY = Duration.ofSeconds(12);

    private static final int MOST_WRITES_OF_A_FAILOVER = 3;

    /** What every ServiceAccount may ask. */
    private static final Set<String> OF_EVERYBODY = Set.of("selfsubjectaccessreviews.authorization.k8s.io");

    /** Something that a role allows: any name if that is empty. */
    private record Right(String verb, String resource, String namespace, String name) {
        boolean allows(AuditedRequest request) {
            return request.verb().equals(verb)
                    && request.resource().equals(resource)
                    && (namespace.isEmpty() || request.namespace().equals(namespace))
                    && (name.isEmpty() || request.name().equals(name));
        }
    }

    private TwoServersExample example;

    @BeforeAll
    void useEverything() {
        LAB.testbed().createPassword("password", "1111");
        example = TwoServersExample.apply(LAB.testbed());
        LAB.testbed().kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: with-password}
                        spec:
                          addresses: [192.168.1.131/24]
                          version: 2
                          authentication: {type: SimplePassword, secretRef: {name: password, key: password}}
                          # so far apart that a busy machine does not let two take over from the third
                          priorities: [{node: server-a, priority: 254}, {node: server-b, priority: 170}, {node: server-c, priority: 10}]
                        """).orThrow();
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "vip/with-password", "--timeout=30s");
        example.settleOnServerA();
        LAB.testbed()
                .kubectl()
                .output("patch", "vip", "with-password", "--type=merge", "--patch={\"spec\":{\"vrid\":200}}");
        LAB.testbed().kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: refused}
                        spec: {addresses: [192.168.1.131/24]}
                        """).orThrow();
        OperatorProcess second = LAB.testbed().operator("operator-2");
        second.start();
        await("the second one has found the Lease of the first")
                .atMost(Duration.ofSeconds(30))
                .until(() -> requests(Installation.OPERATOR_ACCOUNT, Instant.EPOCH)
                        .anyMatch(request -> request.verb().equals("get")
                                && request.resource().startsWith("leases.")
                                && request.succeeded()));
        second.terminate();
    }

    @Test
    @Order(0)
    void aLinkThatFlapsIsOneEventWithACount() {
        for (int i = 0; i < 2; i++) {
            example.serverB().carrierDown(Card.FIRST);
            example.awaitState(example.serverB(), "Fault");
            example.serverB().carrierUp(Card.FIRST);
            example.awaitState(example.serverB(), "Backup");
        }
        await("it is counted").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(
                        items("events.events.k8s.io", "--namespace=default")
                                .filter(event -> event.path("reason").asText().equals("EnteredFault")
                                        && event.at("/regarding/name").asText().equals("vi-1"))
                                .map(event -> event.at("/series/count").asInt()))
                .containsExactly(2));
    }

    @Test
    @Order(1)
    void theOperatorUsesAllItsRightsAndWantsNoMore() {
        assertRightsAreThoseUsed(Installation.OPERATOR_ACCOUNT);
    }

    @Test
    @Order(1)
    void theAgentsUseAllTheirRightsAndWantNoMore() {
        assertRightsAreThoseUsed(Installation.AGENT_ACCOUNT);
    }

    @Test
    @Order(2)
    void whileNothingHappensOnlyHeartbeatsAreWritten() {
        awaitSteadiness();
        Instant start = Instant.now();
        await().pollDelay(STEADY).atMost(STEADY.multipliedBy(2)).until(() -> true);

        assertThat(writes(start)).as("writes but heartbeats").isEmpty();
    }

    @Test
    @Order(3)
    void anOperatorThatIsRestartedWritesNothing() {
        awaitSteadiness();
        Instant start = Instant.now();
        LAB.testbed().operator().restart();
        await("it leads").atMost(Duration.ofSeconds(30)).until(() -> requests(Installation.OPERATOR_ACCOUNT, start)
                .anyMatch(request -> request.resource().startsWith("leases.")
                        && request.name().equals("vrrp-operator")
                        && request.writes()));
        await("it has planned, and its grace for silent agents is over")
                .pollDelay(STEADY)
                .atMost(STEADY.multipliedBy(2))
                .until(() -> true);

        assertThat(writes(start)).as("writes but heartbeats").isEmpty();
    }

    @Test
    @Order(4)
    void aFailoverIsToldInThreeWrites() {
        LAB.testbed().deleteFile(TwoServersExample.MANIFEST);
        LAB.testbed().kubectl().output("delete", "vip", "refused");
        awaitSteadiness();
        String master = example.reported().master("virtualip", "with-password").orElseThrow();
        Instant start = Instant.now();
        LAB.testbed().agent(master).kill();
        await("another one is told, and the heartbeat of the dead one is over")
                .pollDelay(STEADY)
                .atMost(Duration.ofSeconds(40))
                .until(() ->
                        !example.reported().master("virtualip", "with-password").equals(Optional.of(master)));
        awaitSteadiness();

        assertThat(writes(start)).as("writes").hasSizeLessThanOrEqualTo(MOST_WRITES_OF_A_FAILOVER);
    }

    private static void awaitSteadiness() {
        await("nothing but heartbeats is written any more")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> writes(Instant.now().minusSeconds(4)).isEmpty());
    }

    private static void assertRightsAreThoseUsed(String account) {
        List<AuditedRequest> asked = requests(account, Instant.EPOCH)
                .filter(request -> !request.resource().isEmpty() && !OF_EVERYBODY.contains(request.resource()))
                // the installation tried whether the policy is in force
                .filter(request -> !request.name().equals("another-node"))
                .toList();
        List<Right> rights = rights(account);

        assertThat(asked.stream().filter(request -> request.code() == 403).distinct())
                .as("asked for and not granted")
                .isEmpty();
        assertThat(rights.stream().filter(right -> asked.stream()
                        .noneMatch(request -> request.succeeded() && right.allows(request))))
                .as("granted and never used")
                .isEmpty();
    }

    private static Stream<AuditedRequest> requests(String account, Instant since) {
        return LAB.testbed().controlPlane().audit().requests(account, since).stream();
    }

    /** "create virtualips.vrrp.dev/status vi-1", and who; heartbeats left out. */
    private static List<String> writes(Instant since) {
        return Stream.of(Installation.OPERATOR_ACCOUNT, Installation.AGENT_ACCOUNT)
                .flatMap(account -> requests(account, since)
                        .filter(AuditedRequest::writes)
                        .filter(request -> !OF_EVERYBODY.contains(request.resource()))
                        .filter(request -> !request.resource().startsWith("leases."))
                        .map(request ->
                                account + " " + request.verb() + " " + request.resource() + " " + request.name()))
                .toList();
    }

    /** Everything that the roles of an account allow. */
    private static List<Right> rights(String account) {
        return Stream.of("clusterrole", "role")
                .flatMap(kind -> items(kind + "bindings", "--all-namespaces")
                        .filter(binding ->
                                binding.at("/subjects/0/name").asText().equals(account))
                        .flatMap(binding -> rights(kind, binding)))
                .toList();
    }

    private static Stream<Right> rights(String kind, JsonNode binding) {
        String namespace = binding.at("/metadata/namespace").asText();
        JsonNode role = LAB.testbed()
                .kubectl()
                .json(
                        "get",
                        kind,
                        binding.at("/roleRef/name").asText(),
                        "--namespace=" + (namespace.isEmpty() ? "default" : namespace));
        return role.path("rules").valueStream().flatMap(rule -> texts(rule, "verbs").stream()
                .flatMap(verb -> texts(rule, "resources").stream().flatMap(resource -> names(rule).stream()
                        .map(name -> new Right(
                                verb,
                                qualified(resource, rule.at("/apiGroups/0").asText()),
                                namespace,
                                name)))));
    }

    /** {@code virtualips/status} of {@code vrrp.dev} is {@code virtualips.vrrp.dev/status}. */
    private static String qualified(String resource, String group) {
        String[] parts = resource.split("/", 2);
        return parts[0] + (group.isEmpty() ? "" : "." + group) + (parts.length > 1 ? "/" + parts[1] : "");
    }

    private static Set<String> names(JsonNode rule) {
        return rule.has("resourceNames") ? texts(rule, "resourceNames") : Set.of("");
    }

    private static Set<String> texts(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> items(String... kinds) {
        String[] arguments = Stream.concat(Stream.of("get"), Stream.of(kinds)).toArray(String[]::new);
        return LAB.testbed().kubectl().json(arguments).path("items").valueStream();
    }
}
