package dev.vrrp.agent.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceAddressTest {
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "2001:0DB8:0:0:0:0:0:111/64, 2001:db8::111/64",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1/128",
        "2001:0:0:1:0:0:0:1/64, 2001:0:0:1::1/64",
        "2001:0:0:1:1:0:0:1/64, 2001::1:1:0:0:1/64",
        "2001:db8:0:1:1:1:1:1/64, 2001:db8:0:1:1:1:1:1/64",
        "::/0, ::/0",
        "::1, ::1/128",
        "2001:db8::/32, 2001:db8::/32",
        "192.168.1.111/24, 192.168.1.111/24"
    })
    void isWrittenAsRfc5952Asks(String text, String written) {
        assertThat(InterfaceAddress.parse(text)).hasToString(written);
    }

    @Test
    void equalPrefixesOfEqualLengthAreOneSubnet() {
        assertThat(shares("2001:db8::10/64", "2001:db8::111/64")).isTrue();
        assertThat(shares("2001:db8:0:1::10/64", "2001:db8::111/64")).isFalse();
        assertThat(shares("2001:db8::10/64", "2001:db8::111/128")).isFalse();
        assertThat(shares("192.168.1.10/20", "192.168.15.1/20")).isTrue();
        assertThat(shares("192.168.1.10/20", "192.168.16.1/20")).isFalse();
        assertThat(shares("10.0.0.1/0", "192.168.16.1/0")).isTrue();
        assertThat(shares("192.168.1.10/32", "192.168.1.10/32")).isTrue();
        assertThat(shares("192.168.1.10/24", "2001:db8::10/24")).isFalse();
    }

    private static boolean shares(String one, String other) {
        return InterfaceAddress.parse(one).sharesSubnetWith(InterfaceAddress.parse(other));
    }
}
