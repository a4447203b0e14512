package dev.vrrp.agent.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.kernel.netlink.AddressRequests.Lease;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.Acknowledgement;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.AddressReport;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.DumpDone;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.LinkReport;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.Unread;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NetlinkDecoderTest {
    private static final Lease LEASE_IPV4 = new Lease(7, InetAddress.ofLiteral("192.168.1.111"), 24, 112, 5, 5, true);
    private static final Lease LEASE_IPV6 = new Lease(7, InetAddress.ofLiteral("2001:db8::111"), 64, 112, 5, 0, false);

    @Test
    void aLeaseReadsBackAsItWasAsked() {
        assertThat(decode(bytes(AddressRequests.refresh(LEASE_IPV4), 3)))
                .isEqualTo(accepted(new AddressReport(
                        3, false, new KernelAddress(7, LEASE_IPV4.address(), 24, 0, LEASE_IPV4.protocol(), 5))));
        assertThat(decode(bytes(AddressRequests.add(LEASE_IPV6), 4)))
                .isEqualTo(accepted(new AddressReport(
                        4,
                        false,
                        new KernelAddress(
                                7,
                                LEASE_IPV6.address(),
                                64,
                                Rtnetlink.IFA_F_NODAD | Rtnetlink.IFA_F_NOPREFIXROUTE,
                                LEASE_IPV6.protocol(),
                                5))));
    }

    @Test
    void aRemovalNamesTheAddressAlone() {
        assertThat(decode(bytes(AddressRequests.remove(7, LEASE_IPV4.address(), 24), 5)))
                .isEqualTo(accepted(new AddressReport(
                        5, true, new KernelAddress(7, LEASE_IPV4.address(), 24, 0, 0, KernelAddress.FOREVER))));
    }

    @Test
    void anAddressWithAPeerIsTheLocalOne() {
        byte[] payload = new PayloadWriter()
                .u8(Rtnetlink.AF_INET)
                .u8(32)
                .u8(0x80)
                .u8(0)
                .u32(7)
                .attribute(Rtnetlink.IFA_ADDRESS, new byte[] {10, 0, 0, 2})
                .attribute(Rtnetlink.IFA_LOCAL, new byte[] {10, 0, 0, 1})
                .attributeU32(Rtnetlink.IFA_FLAGS, 0x280)
                .toBytes();
        assertThat(decode(bytes(new Request(Rtnetlink.RTM_NEWADDR, 0, payload), 0)))
                .isEqualTo(accepted(new AddressReport(
                        0,
                        false,
                        new KernelAddress(7, InetAddress.ofLiteral("10.0.0.1"), 32, 0x280, 0, KernelAddress.FOREVER))));
    }

    @Test
    void aMappedAddressStaysIpv6() {
        Lease mapped = new Lease(7, mapped(), 128, 112, 1, 1, true);
        Decoded decoded = decode(bytes(AddressRequests.add(mapped), 1));
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Accepted.class, accepted -> assertThat(accepted.messages())
                .singleElement()
                .isInstanceOfSatisfying(
                        AddressReport.class,
                        report -> assertThat(report.address().address()).isInstanceOf(Inet6Address.class)));
    }

    @Test
    void aLinkIsReadWithItsIpv4Settings() {
        ByteBuffer conf = ByteBuffer.allocate(34 * Integer.BYTES).order(ByteOrder.nativeOrder());
        conf.putInt(17 * 4, 2).putInt(18 * 4, 1).putInt(19 * 4, 1);
        PayloadWriter inet = new PayloadWriter().attribute(Rtnetlink.IFLA_INET_CONF, conf.array());
        PayloadWriter slave = new PayloadWriter()
                .attribute(Rtnetlink.IFLA_INFO_SLAVE_KIND, "bridge\0".getBytes(StandardCharsets.US_ASCII));
        byte[] payload = new PayloadWriter()
                .u32(1 << 16)
                .u32(7)
                .u32(Rtnetlink.IFF_UP | Rtnetlink.IFF_LOWER_UP)
                .u32(0)
                .attribute(Rtnetlink.IFLA_IFNAME, "eth0\0".getBytes(StandardCharsets.US_ASCII))
                .attribute(Rtnetlink.IFLA_ADDRESS, new byte[] {2, 0, 0, 0, 0, (byte) 0xff})
                .attributeU32(Rtnetlink.IFLA_MTU, 1500)
                .attributeU32(Rtnetlink.IFLA_MASTER, 9)
                .nested(Rtnetlink.IFLA_LINKINFO, slave)
                .nested(Rtnetlink.IFLA_AF_SPEC, new PayloadWriter().nested(Rtnetlink.AF_INET, inet))
                .toBytes();
        Map<Ipv4Setting, Integer> settings = Map.of(
                Ipv4Setting.RP_FILTER, 0,
                Ipv4Setting.ARP_ANNOUNCE, 2,
                Ipv4Setting.ARP_IGNORE, 1,
                Ipv4Setting.PROMOTE_SECONDARIES, 1);
        KernelLink link = new KernelLink(7, "eth0", 0x10001, 0x0200000000ffL, 1500, 9, "bridge", settings);
        assertThat(decode(bytes(new Request(Rtnetlink.RTM_NEWLINK, 0, payload), 0)))
                .isEqualTo(accepted(new LinkReport(0, false, link)));
        assertThat(link.up()).isTrue();
        assertThat(link.port()).isTrue();
    }

    @Test
    void aBridgePortIsNotTakenForALink() {
        // IFLA_BRIDGE_VLAN_INFO has the number of AF_INET and is no nested attribute
        byte[] payload = new PayloadWriter()
                .u32(7)
                .u32(7)
                .u32(1)
                .u32(0)
                .nested(Rtnetlink.IFLA_AF_SPEC, new PayloadWriter().attribute(2, new byte[] {6, 0, 1, 0}))
                .toBytes();
        assertThat(decode(bytes(new Request(Rtnetlink.RTM_NEWLINK, 0, payload), 9)))
                .isEqualTo(accepted(new Unread(9, Rtnetlink.RTM_NEWLINK)));
    }

    @Test
    void aRefusalCarriesTheKernelsWords() {
        assertThat(decode(refusal(Rtnetlink.NLM_F_CAPPED | Rtnetlink.NLM_F_ACK_TLVS, new byte[0])))
                .isEqualTo(accepted(new Acknowledgement(8, 17, "ipv4: Address already assigned")));
        assertThat(decode(refusal(Rtnetlink.NLM_F_ACK_TLVS, new byte[24])))
                .isEqualTo(accepted(new Acknowledgement(8, 17, "ipv4: Address already assigned")));
    }

    @Test
    void theEndOfADumpAndMoreThanOneMessage() {
        byte[] done = bytes(new Request(Rtnetlink.NLMSG_DONE, Rtnetlink.NLM_F_DUMP_INTR, new byte[4]), 2);
        byte[] address = bytes(AddressRequests.add(LEASE_IPV4), 2);
        byte[] both = Arrays.copyOf(address, address.length + done.length);
        System.arraycopy(done, 0, both, address.length, done.length);
        KernelAddress told = new KernelAddress(7, LEASE_IPV4.address(), 24, 0, 112, 5);
        assertThat(decode(both))
                .isEqualTo(new Decoded.Accepted(List.of(new AddressReport(2, false, told), new DumpDone(2, 0)), true));
    }

    @Test
    void whatIsMalformedIsRejectedWithAReason() {
        byte[] valid = bytes(AddressRequests.add(LEASE_IPV4), 1);
        ByteBuffer longer = ByteBuffer.wrap(valid.clone()).order(ByteOrder.nativeOrder());
        longer.putInt(0, valid.length + 1);
        assertThat(decode(longer.array())).isEqualTo(new Decoded.Rejected("message of 77 bytes in 76 bytes"));
        ByteBuffer shorter = ByteBuffer.wrap(valid.clone()).order(ByteOrder.nativeOrder());
        shorter.putInt(0, 15);
        assertThat(decode(shorter.array())).isEqualTo(new Decoded.Rejected("message of 15 bytes in 76 bytes"));
        ByteBuffer empty = ByteBuffer.wrap(valid.clone()).order(ByteOrder.nativeOrder());
        empty.putShort(24, (short) 0);
        assertThat(decode(empty.array())).isEqualTo(new Decoded.Rejected("attribute 2 has length 0"));
    }

    @Test
    void everyCutOfAMessageIsAnswered() {
        byte[] valid = bytes(AddressRequests.add(LEASE_IPV6), 1);
        for (int length = 1; length < valid.length; length++) {
            assertThat(decode(Arrays.copyOf(valid, length))).isInstanceOf(Decoded.Rejected.class);
        }
    }

    @Property
    void anyBytesAreAnswered(@ForAll byte[] bytes) {
        assertThat(decode(bytes)).isNotNull();
    }

    @Property
    void anyPayloadOfAKnownTypeIsAnswered(
            @ForAll @Size(max = 200) byte[] payload, @ForAll @IntRange(max = 24) int type, @ForAll short flags) {
        assertThat(decode(bytes(new Request(type, Short.toUnsignedInt(flags), payload), 1)))
                .isNotNull();
    }

    @Property
    void aMessageWithChangedBytesIsAnswered(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 0xffff) Integer> changes) {
        byte[] bytes =
                bytes(LinkRequests.ipv4Settings(7, Map.of(Ipv4Setting.ARP_IGNORE, 1, Ipv4Setting.ARP_ANNOUNCE, 2)), 1);
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort(4, (short) Rtnetlink.RTM_NEWLINK);
        changes.forEach(change -> bytes[(change >> 8) % bytes.length] = change.byteValue());
        assertThat(decode(bytes)).isNotNull();
    }

    private static byte[] refusal(int flags, byte[] requestPayload) {
        int repeated = Rtnetlink.NLMSG_HEADER_BYTES + requestPayload.length;
        ByteBuffer payload = ByteBuffer.allocate(4 + repeated).order(ByteOrder.nativeOrder());
        payload.putInt(0, -17).putInt(4, repeated);
        byte[] text = "ipv4: Address already assigned\0".getBytes(StandardCharsets.US_ASCII);
        byte[] attribute =
                new PayloadWriter().attribute(Rtnetlink.NLMSGERR_ATTR_MSG, text).toBytes();
        byte[] whole = Arrays.copyOf(payload.array(), payload.limit() + attribute.length);
        System.arraycopy(attribute, 0, whole, payload.limit(), attribute.length);
        return bytes(new Request(Rtnetlink.NLMSG_ERROR, flags, whole), 8);
    }

    private static InetAddress mapped() {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xff;
        bytes[15] = 1;
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Decoded accepted(NetlinkMessage message) {
        return new Decoded.Accepted(List.of(message), false);
    }

    private static Decoded decode(byte[] bytes) {
        return NetlinkDecoder.decode(ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(Request request, int sequence) {
        ByteBuffer out = ByteBuffer.allocate(request.length()).order(ByteOrder.nativeOrder());
        request.writeTo(out, sequence, false);
        return out.array();
    }
}
