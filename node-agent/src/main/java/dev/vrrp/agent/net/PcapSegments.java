package dev.vrrp.agent.net;

import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.MulticastMembership;
import dev.vrrp.agent.runtime.MulticastMembership.Membership;
import dev.vrrp.agent.runtime.Segments;
import java.io.IOException;
import java.net.NetworkInterface;
import org.pcap4j.core.PcapHandle;

/** Segments by libpcap, opened in the network namespace of the thread that opens them. Thread-safe. */
public final class PcapSegments implements Segments {
    private final MulticastMembership memberships;

    public PcapSegments(MulticastMembership memberships) {
        this.memberships = memberships;
    }

    @Override
    public Segment open(Link link, FrameListener listener) throws IOException {
        Membership membership = memberships.join(link.index());
        try {
            return open(link, listener, membership);
        } catch (IOException e) {
            membership.close();
            throw e;
        }
    }

    private static Segment open(Link link, FrameListener listener, Membership membership) throws IOException {
        PcapHandle injection = PcapHandles.injection(link.name());
        try {
            PcapHandle capture = PcapHandles.capture(link.name());
            try {
                requireIndex(link);
            } catch (IOException e) {
                capture.close();
                throw e;
            }
            return PcapSegment.start(link.name(), capture, injection, membership, listener);
        } catch (IOException e) {
            injection.close();
            throw e;
        }
    }

    /** libpcap opens by name, and the name may belong to another interface by now. */
    private static void requireIndex(Link link) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(link.name());
        if (found == null || found.getIndex() != link.index()) {
            throw new IOException("interface " + link.name() + " with index " + link.index() + " is gone");
        }
    }
}
