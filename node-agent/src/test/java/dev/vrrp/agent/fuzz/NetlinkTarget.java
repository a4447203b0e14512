package dev.vrrp.agent.fuzz;

import dev.vrrp.agent.kernel.netlink.AddressRequests;
import dev.vrrp.agent.kernel.netlink.AddressRequests.Lease;
import dev.vrrp.agent.kernel.netlink.Decoded;
import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.NetlinkDecoder;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.AddressReport;
import dev.vrrp.agent.kernel.netlink.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Datagrams of a netlink socket. */
public final class NetlinkTarget {
    private static final int HEADER_BYTES = 16;
    /** NLMSG_ERROR, NLMSG_DONE, RTM_NEWLINK, RTM_DELLINK, RTM_NEWADDR, RTM_DELADDR. */
    private static final short[] TYPES = {2, 3, 16, 17, 20, 21};

    private NetlinkTarget() {}

    /** Each input as it is, and as the payload of a well-formed message of each type that is read. */
    public static void fuzzerTestOneInput(byte[] input) {
        check(ByteBuffer.wrap(input));
        for (short type : TYPES) {
            check(message(type, input));
        }
    }

    private static void check(ByteBuffer datagram) {
        // an empty attribute of 4 bytes takes a slice and a place in a table
        Decoded decoded = Bounded.decoded(() -> NetlinkDecoder.decode(datagram), 4_000 + 100L * datagram.remaining());
        switch (decoded) {
            case Decoded.Accepted accepted -> accepted.messages().forEach(NetlinkTarget::checkAgain);
            case Decoded.Rejected rejected -> {
                if (rejected.reason().isBlank()) {
                    throw new AssertionError("rejected without a reason");
                }
            }
        }
    }

    /** Links and acknowledgements are never written by us. */
    private static void checkAgain(NetlinkMessage message) {
        if (message instanceof AddressReport report) {
            KernelAddress told = report.address();
            Request request = AddressRequests.refresh(new Lease(
                    told.linkIndex(),
                    told.address(),
                    told.prefixLength(),
                    told.protocol(),
                    (int) told.validSeconds(),
                    0,
                    true));
            ByteBuffer bytes = ByteBuffer.allocate(request.length()).order(ByteOrder.nativeOrder());
            request.writeTo(bytes, message.sequence(), false);
            if (!(NetlinkDecoder.decode(bytes.flip()) instanceof Decoded.Accepted again
                    && again.messages().getFirst() instanceof AddressReport repeated
                    && withoutFlags(repeated.address()).equals(withoutFlags(told)))) {
                throw new AssertionError(told + " is read back as " + NetlinkDecoder.decode(bytes));
            }
        }
    }

    private static KernelAddress withoutFlags(KernelAddress address) {
        return new KernelAddress(
                address.linkIndex(),
                address.address(),
                address.prefixLength(),
                0,
                address.protocol(),
                address.validSeconds());
    }

    private static ByteBuffer message(short type, byte[] payload) {
        int length = HEADER_BYTES + payload.length;
        // the flags of a header are the first byte of the payload once more: NLM_F_CAPPED, NLM_F_ACK_TLVS and others
        int flags = payload.length == 0 ? 0 : (payload[0] & 0xff) << 8;
        return ByteBuffer.allocate((length + 3) & ~3)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort(type)
                .putShort((short) flags)
                .putLong(0)
                .put(payload)
                .clear();
    }
}
