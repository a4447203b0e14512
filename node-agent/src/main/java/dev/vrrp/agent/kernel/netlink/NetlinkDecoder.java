package dev.vrrp.agent.kernel.netlink;

import dev.vrrp.agent.kernel.netlink.NetlinkMessage.Acknowledgement;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.AddressReport;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.DumpDone;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.LinkReport;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.Unread;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Datagrams of a netlink socket to messages. Total: any bytes are accepted, or rejected with a reason. */
public final class NetlinkDecoder {
    /** struct nlmsgerr: the error, and the header of the request. */
    private static final int NLMSGERR_BYTES = Integer.BYTES + Rtnetlink.NLMSG_HEADER_BYTES;

    private NetlinkDecoder() {}

    /** Decodes one datagram, from its position to its limit; the buffer is not changed. */
    public static Decoded decode(ByteBuffer datagram) {
        try {
            return messages(datagram.slice().order(ByteOrder.nativeOrder()));
        } catch (MalformedException e) {
            return new Decoded.Rejected(e.reason());
        }
    }

    private static Decoded messages(ByteBuffer datagram) throws MalformedException {
        List<NetlinkMessage> messages = new ArrayList<>();
        boolean interrupted = false;
        int offset = 0;
        while (offset < datagram.limit()) {
            ByteBuffer header = Bytes.slice(datagram, offset, Rtnetlink.NLMSG_HEADER_BYTES, "message header");
            int length = header.getInt(0);
            if (length < Rtnetlink.NLMSG_HEADER_BYTES || length > datagram.limit() - offset) {
                throw new MalformedException("message of " + Integer.toUnsignedLong(length) + " bytes in "
                        + (datagram.limit() - offset) + " bytes");
            }
            int flags = Short.toUnsignedInt(header.getShort(6));
            interrupted |= (flags & Rtnetlink.NLM_F_DUMP_INTR) != 0;
            ByteBuffer message = Bytes.slice(datagram, offset, length, "message");
            ByteBuffer payload = Bytes.from(message, Rtnetlink.NLMSG_HEADER_BYTES, "payload");
            messages.add(message(Short.toUnsignedInt(header.getShort(4)), flags, header.getInt(8), payload));
            offset += Rtnetlink.align(length);
        }
        return new Decoded.Accepted(messages, interrupted);
    }

    private static NetlinkMessage message(int type, int flags, int sequence, ByteBuffer payload)
            throws MalformedException {
        return switch (type) {
            case Rtnetlink.NLMSG_ERROR -> acknowledgement(flags, sequence, payload);
            case Rtnetlink.NLMSG_DONE ->
                new DumpDone(sequence, payload.limit() < Integer.BYTES ? 0 : errno(payload.getInt(0)));
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK ->
                LinkDecoder.decode(payload)
                        .<NetlinkMessage>map(link -> new LinkReport(sequence, type == Rtnetlink.RTM_DELLINK, link))
                        .orElse(new Unread(sequence, type));
            case Rtnetlink.RTM_NEWADDR, Rtnetlink.RTM_DELADDR ->
                AddressDecoder.decode(payload)
                        .<NetlinkMessage>map(
                                address -> new AddressReport(sequence, type == Rtnetlink.RTM_DELADDR, address))
                        .orElse(new Unread(sequence, type));
            default -> new Unread(sequence, type);
        };
    }

    private static Acknowledgement acknowledgement(int flags, int sequence, ByteBuffer payload)
            throws MalformedException {
        ByteBuffer fixed = Bytes.slice(payload, 0, NLMSGERR_BYTES, "nlmsgerr");
        String text = "";
        if ((flags & Rtnetlink.NLM_F_ACK_TLVS) != 0) {
            // a refusal repeats the whole request, unless NETLINK_CAP_ACK asked for its header alone
            int repeated = (flags & Rtnetlink.NLM_F_CAPPED) != 0 ? Rtnetlink.NLMSG_HEADER_BYTES : fixed.getInt(4);
            if (repeated < Rtnetlink.NLMSG_HEADER_BYTES || repeated > payload.limit()) {
                throw new MalformedException("nlmsgerr repeats a request of " + repeated + " bytes");
            }
            ByteBuffer rest = Bytes.from(payload, Integer.BYTES + Rtnetlink.align(repeated), "nlmsgerr attributes");
            text = Attributes.parse(rest).text(Rtnetlink.NLMSGERR_ATTR_MSG).orElse("");
        }
        return new Acknowledgement(sequence, errno(fixed.getInt(0)), text);
    }

    /** Errors come as negative numbers. */
    private static int errno(int error) throws MalformedException {
        if (error > 0 || error == Integer.MIN_VALUE) {
            throw new MalformedException("error number " + error + " is not negative");
        }
        return -error;
    }
}
