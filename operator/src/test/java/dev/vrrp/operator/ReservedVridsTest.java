package dev.vrrp.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedVridsTest {
    private final ReservedVrids.Converter converter = new ReservedVrids.Converter();

    @Test
    void numbersAndRanges() {
        assertThat(converter.convert("1-3,51, 255").vrids()).containsExactlyInAnyOrder(1, 2, 3, 51, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "256", "3-1", "1-", "a", "1,,2", "1-300"})
    void whatIsNoVridIsRefused(String text) {
        assertThatThrownBy(() -> converter.convert(text)).hasMessageContaining("write such as 1-20,51");
    }
}
