package dev.vrrp.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConditionTypeTest {
    @Test
    void kubectlExplainListsEveryCondition() throws ReflectiveOperationException {
        assertThat(VirtualIPStatus.class
                        .getDeclaredField("conditions")
                        .getAnnotation(JsonPropertyDescription.class)
                        .value())
                .contains(Arrays.stream(ConditionType.values())
                        .map(type -> type + " (")
                        .toList());
    }
}
