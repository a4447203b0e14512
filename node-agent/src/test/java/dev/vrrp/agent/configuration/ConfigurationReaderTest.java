package dev.vrrp.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.runtime.AgentConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
    private static final String TEXT = NodeConfigFileTest.TWO_ROUTERS;

    @TempDir
    private Path folder;

    @Test
    void takesEveryFieldOver() throws Exception {
        AgentConfiguration configuration = read(TEXT);

        assertThat(configuration.generation()).isEqualTo(7);
        assertThat(configuration.groups()).hasSize(1);
        VirtualRouterConfig first = configuration.groups().getFirst().routers().getFirst();
        VirtualRouterConfig second = configuration.groups().getFirst().routers().getLast();
        assertThat(first.version()).isEqualTo(ProtocolVersion.V2);
        assertThat(first.authentication()).isEqualTo(new Authentication.SimplePassword(0x3131_3131_0000_0000L));
        assertThat(first.preempt()).isFalse();
        assertThat(first.tracked()).containsExactly(new TrackedInterface("eth1", 0));
        assertThat(first.addresses()).extracting(Object::toString).containsExactly("192.168.1.111/24");
        assertThat(second.interval().toDuration()).isEqualTo(Duration.ofMillis(100));
        assertThat(second.preempt()).isTrue();
        assertThat(second.addresses()).extracting(Object::toString).containsExactly("192.168.1.112/32");
    }

    @Test
    void aVirtualRouterWithoutAGroupIsAGroupOfOne() throws Exception {
        AgentConfiguration configuration = read(TEXT.replaceFirst("(?m)^  syncGroups.*\\R", ""));

        assertThat(configuration.groups())
                .extracting(AgentConfiguration.Group::name)
                .containsExactly("VirtualIP vi-1", "VirtualIP vi-2");
    }

    @Test
    void theFamiliesOfAVirtualIPAreOneGroup() throws Exception {
        AgentConfiguration configuration = read(TEXT.replaceFirst("(?m)^  syncGroups.*\\R", "")
                .replace("""
                        virtualIP: vi-2, vrid: 52""", """
                        virtualIP: vi-1, family: IPv6, vrid: 52""")
                .replace("[192.168.1.112]", "[2001:db8::111/64]"));

        assertThat(configuration.groups()).singleElement().satisfies(group -> assertThat(group.routers())
                .extracting(VirtualRouterConfig::family)
                .containsExactly(AddressFamily.IPV4, AddressFamily.IPV6));
    }

    @Test
    void ofIpv6ALinkLocalAddressIsTheFirst() throws Exception {
        assertThat(addresses("[2001:db8::111/64, 2001:db8::112]"))
                .containsExactly("fe80::200:5eff:fe00:234/64", "2001:db8::111/64", "2001:db8::112/128");
        assertThat(addresses("[2001:db8::111/64, fe80::1/64, fe80::2/64]"))
                .containsExactly("fe80::1/64", "2001:db8::111/64", "fe80::2/64");
    }

    private List<String> addresses(String ofSecond) throws IOException, InvalidConfigurationException {
        String text = TEXT.replace("virtualIP: vi-2, vrid: 52", "virtualIP: vi-2, family: IPv6, vrid: 52")
                .replace("[192.168.1.112]", ofSecond);
        return read(text).groups().getFirst().routers().getLast().addresses().stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    vrid: 51,                 | vrid: 256,               | [vi-1-ipv4]: vrid 256 is out of range: 1 to 255
                    vrid: 51,                 |                          | [vi-1-ipv4].vrid is missing
                    priority: 90              | priority: 255            | [vi-2-ipv4]: priority 255 is out of range: 1 to 254
                    version: 2                | version: 4               | version 4 is out of range: 2 or 3
                    version: 2                | version: 3               | version 3 has no authentication
                    addresses: [192.168.1.112] | addresses: [no-address] | no-address
                    addresses: [192.168.1.112] | addresses: [192.168.112/24] | "192.168.112/24" is ambiguous: write an address
                    addresses: [192.168.1.112] | addresses: ["fe80::1%1"] | "fe80::1%1" is ambiguous: write an address
                    addresses: [192.168.1.112] | addresses: [192.168.1.112/x] | prefix length "x" is no number
                    addresses: [192.168.1.112] | addresses: []           | 0 addresses: 1 to 255 are possible
                    addresses: [192.168.1.112] | addresses: [fe80::1]    | a virtual router has one
                    Interval: 100ms           | Interval: 105ms          | out of range: 10 ms to 255 s
                    Interval: 100ms           | Interval: soon           | "soon" is no duration
                    name: vi-2-ipv4,          | name: vi-1-ipv4,         | a name is there twice
                    vrid: 52, interface: eth1 | vrid: 51, interface: eth0 | vrid 51 is in use by another virtual router on eth0
                    -ipv4, vi-2-ipv4]         | -ipv4, other]            | "other" is no virtual router
                    key: password             | key: pass                | no Secret "vi-1" with a key "pass"
                    name: vg1, virtual        | virtual                  | spec.syncGroups.name is missing
                    {name: eth1}              | {weight: -20}            | [vi-1-ipv4].track.interfaces.name is missing
                    , secretRef: {name: vi-1, key: password} |           | [vi-1-ipv4].authentication.secretRef is missing
                    name: vi-1, key           | key                      | [vi-1-ipv4].authentication.secretRef.name is missing
                    preempt: false            | virtualMAC: true, transport: Unicast | a virtual MAC address needs multicast
                    preempt: false            | peers: [server-b]        | server-b
                    preempt: false            | peers: [fe80::1]         | a peer of another family
                    """)
    void namesWhatIsWrong(String present, String wrong, String message) {
        String text = TEXT.replace(present.strip(), wrong == null ? "" : wrong.strip());
        assertThat(text).isNotEqualTo(TEXT);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAPasswordThatIsTooLongWithoutShowingIt() throws Exception {
        NodeConfigDocument document = NodeConfigFileTest.document(folder, TEXT);

        assertThatThrownBy(() -> ConfigurationReader.read(
                        document.spec(),
                        1,
                        _ -> java.util.Optional.of("123456789".getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("has 9 bytes: 1 to 8 are possible")
                .hasMessageNotContaining("123456789");
    }

    private AgentConfiguration read(String text) throws IOException, InvalidConfigurationException {
        NodeConfigDocument document = NodeConfigFileTest.document(folder, text);
        return ConfigurationReader.read(document.spec(), document.generation(), document);
    }
}
