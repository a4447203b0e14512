package dev.vrrp.agent.net;

import dev.vrrp.agent.runtime.Link;
import java.io.IOException;
import java.util.Objects;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** Opens the two handles of a segment. */
final class PcapHandles {
    /** IP protocol 112 is VRRP; by ARP and neighbour advertisements others claim addresses. The filter runs in the kernel. */
    private static final String VRRP_AND_CLAIMS = "ip proto 112 or ip6 proto 112 or arp or (icmp6 and ip6[40] = 136)";

    /** No frame is as short: a handle that only sends must not gather any. */
    private static final String NOTHING = "less 0";

    /** The longest advertisement, of 255 IPv6 addresses with all its headers, where the link carries it. */
    private static final int LONGEST_BYTES = 14 + 40 + 8 + 255 * 16;

    /** The longest frame of most links, with its header and a VLAN tag. */
    private static final int USUAL_BYTES = Link.USUAL_MTU + 18;

    /**
     * The ring of the capture, 4 MiB: 2,048 frames of the usual size, of which two share a page, or 512 of the longest, which have two
     * pages each. 2,048 are 20 ms at 100,000 frames a second: for that long the thread that takes them may have to wait for a processor.
     */
    private static final int RING_FRAMES = 2048;

    private static final int RING_FRAMES_OF_LONGEST = 512;

    /** More than libpcap adds to each frame. */
    private static final int FRAME_MARGIN_BYTES = 256;

    private static final int PCAP_ERROR_PERM_DENIED = -8;
    private static final int SMALLEST_CAPTURE_BYTES = 64;
    private static final int SMALLEST_RING_BYTES = 4096;

    private PcapHandles() {}

    /** Frames that come in from others, each without delay. Not promiscuous: what is sent to others is not for us. */
    static PcapHandle capture(Link link) throws IOException {
        int bytes = link.isJumbo() ? LONGEST_BYTES : USUAL_BYTES;
        int frames = link.isJumbo() ? RING_FRAMES_OF_LONGEST : RING_FRAMES;
        return open(link.name(), bytes, frames * (bytes + FRAME_MARGIN_BYTES), VRRP_AND_CLAIMS, BlockingMode.BLOCKING);
    }

    /** A handle of its own, as blocking belongs to the handle: a card that is stuck must not hold up who sends. */
    static PcapHandle injection(String name) throws IOException {
        return open(name, SMALLEST_CAPTURE_BYTES, SMALLEST_RING_BYTES, NOTHING, BlockingMode.NONBLOCKING);
    }

    private static PcapHandle open(String name, int captureBytes, int ringBytes, String filter, BlockingMode mode)
            throws IOException {
        try {
            PcapHandle handle = new PcapHandle.Builder(name)
                    .snaplen(captureBytes)
                    .bufferSize(ringBytes)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .direction(PcapDirection.IN)
                    .build();
            try {
                handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
                handle.setBlockingMode(mode);
                return handle;
            } catch (PcapNativeException | NotOpenException e) {
                handle.close();
                throw e;
            }
        } catch (PcapNativeException e) {
            boolean denied = Objects.equals(e.getReturnCode(), PCAP_ERROR_PERM_DENIED);
            String remedy = denied ? "; CAP_NET_RAW is needed" : "";
            throw new IOException("open interface " + name + " for capture: " + e.getMessage() + remedy, e);
        } catch (NotOpenException e) {
            throw new IOException("open interface " + name + " for capture: closed meanwhile", e);
        } catch (LinkageError e) {
            // JNA tells each place where it looked on a line of its own
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException("libpcap cannot be loaded; install it (Debian: libpcap0.8): " + first, e);
        }
    }
}
