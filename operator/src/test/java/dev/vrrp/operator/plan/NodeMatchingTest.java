package dev.vrrp.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeSelector;
import dev.vrrp.api.v1alpha1.NodeSelector.Operator;
import dev.vrrp.api.v1alpha1.NodeSelector.Requirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeMatchingTest {
    private static final Map<String, String> LABELS = Map.of("zone", "a", "disk", "ssd");

    @Test
    void noSelectorAndAnEmptyOneMatchAll() {
        assertThat(NodeMatching.matches(null, LABELS)).isTrue();
        assertThat(NodeMatching.matches(new NodeSelector(Map.of(), List.of()), LABELS))
                .isTrue();
    }

    @Test
    void everyLabelAndEveryRequirementMustHold() {
        assertThat(NodeMatching.matches(new NodeSelector(LABELS, List.of()), LABELS))
                .isTrue();
        assertThat(NodeMatching.matches(new NodeSelector(Map.of("zone", "b"), List.of()), LABELS))
                .isFalse();
        assertThat(NodeMatching.matches(
                        new NodeSelector(
                                Map.of("zone", "a"), List.of(new Requirement("disk", Operator.In, List.of("hdd")))),
                        LABELS))
                .isFalse();
    }

    @Test
    void operatorsAreThoseOfALabelSelector() {
        assertThat(holds(Operator.In, "zone", "a", "b")).isTrue();
        assertThat(holds(Operator.In, "rack", "a")).isFalse();
        assertThat(holds(Operator.NotIn, "zone", "a")).isFalse();
        assertThat(holds(Operator.NotIn, "rack", "a")).isTrue();
        assertThat(holds(Operator.Exists, "zone")).isTrue();
        assertThat(holds(Operator.Exists, "rack")).isFalse();
        assertThat(holds(Operator.DoesNotExist, "rack")).isTrue();
        assertThat(holds(Operator.DoesNotExist, "zone")).isFalse();
    }

    private static boolean holds(Operator operator, String key, String... values) {
        return NodeMatching.matches(
                new NodeSelector(Map.of(), List.of(new Requirement(key, operator, List.of(values)))), LABELS);
    }
}
