package dev.vrrp.agent.simulation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host on a segment that learns from gratuitous ARP alone and asks nobody: the worst case after a move. */
final class SimulatedClient implements SimulatedLan.Receiver {
    private static final int ETHERNET_TYPE = 12;
    private static final short ARP = 0x0806;
    private static final int SENDER_MAC = 22;
    private static final int SENDER_ADDRESS = 28;

    private final Map<InetAddress, Long> neighbours = new HashMap<>();

    @Override
    public void receive(byte[] frame, byte[] sent) {
        ByteBuffer bytes = ByteBuffer.wrap(sent);
        if (bytes.getShort(ETHERNET_TYPE) != ARP) {
            return;
        }
        long mac = bytes.getLong(SENDER_MAC - 2) & 0xffff_ffff_ffffL;
        byte[] address = new byte[4];
        bytes.get(SENDER_ADDRESS, address);
        try {
            neighbours.put(InetAddress.getByAddress(address), mac);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 bytes are always an address", e);
        }
    }

    /** Where it believes {@code address} to be; null if it has heard nothing. */
    @Nullable
    Long macOf(InetAddress address) {
        return neighbours.get(address);
    }
}
