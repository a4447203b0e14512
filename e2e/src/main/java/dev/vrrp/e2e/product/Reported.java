package dev.vrrp.e2e.product;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.Kubectl;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the objects of the API server report, read by kubectl as a user would. */
public final class Reported {
    private final Kubectl kubectl;

    public Reported(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    /** The node that {@code status.master} of a VirtualIP or SyncGroup names. */
    public Optional<String> master(String kind, String name) {
        return text(object(kind, name).at("/status/master/node"));
    }

    /** The priority of the Master that {@code status.master} of a VirtualIP names. */
    public OptionalInt masterPriority(String virtualIP) {
        JsonNode priority = object("virtualip", virtualIP).at("/status/master/priority");
        return priority.isInt() ? OptionalInt.of(priority.asInt()) : OptionalInt.empty();
    }

    /** The state that a node reports for a VirtualIP. */
    public Optional<String> state(String virtualIP, String node) {
        return stream(object("virtualip", virtualIP).at("/status/nodes"))
                .filter(entry -> entry.path("node").asText().equals(node))
                .map(entry -> entry.path("state").asText())
                .findFirst();
    }

    /** A condition of an object, if it is about the current generation. */
    public Optional<ReportedCondition> condition(String kind, String name, String type) {
        JsonNode object = object(kind, name);
        long generation = object.at("/metadata/generation").asLong();
        return stream(object.at("/status/conditions"))
                .filter(condition -> condition.path("type").asText().equals(type))
                .filter(condition -> condition.path("observedGeneration").asLong() == generation)
                .map(condition -> new ReportedCondition(
                        condition.path("status").asText(),
                        condition.path("reason").asText(),
                        condition.path("message").asText()))
                .findFirst();
    }

    /** The Events about an object, oldest first. */
    public List<ReportedEvent> events(String kind, String name) {
        return stream(kubectl.json("get", "events.events.k8s.io", "--namespace=default")
                        .path("items"))
                .filter(event -> event.at("/regarding/kind").asText().equalsIgnoreCase(kind)
                        && event.at("/regarding/name").asText().equals(name))
                .map(event -> new ReportedEvent(
                        Instant.parse(event.path("eventTime").asText()),
                        event.path("type").asText(),
                        event.path("reason").asText(),
                        event.path("note").asText(),
                        event.path("reportingInstance").asText()))
                .sorted(Comparator.comparing(ReportedEvent::time))
                .toList();
    }

    private JsonNode object(String kind, String name) {
        return kubectl.json("get", kind, name);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
