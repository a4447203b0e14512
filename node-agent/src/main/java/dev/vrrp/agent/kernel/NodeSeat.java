package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.ffi.NamedSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of the agents in one network namespace one runs the virtual routers; it has the seat. One that is started beside it waits, ready to
 * go on where the first leaves off: so an update needs no election.
 */
public final class NodeSeat implements AutoCloseable {
    private static final String NAME = "vrrp.dev/node-agent";
    /** Who runs what a file says has this name too. */
    private static final String NAME_FROM_FILE = NAME + "/file";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Logger log = LoggerFactory.getLogger(NodeSeat.class);

    /** Null where the kernel, or what guards it, has no sockets for us: then an update is an election. */
    private final @Nullable NamedSocket socket;

    private @Nullable NamedSocket sign;

    private NodeSeat(@Nullable NamedSocket socket) {
        this.socket = socket;
    }

    /** Takes the seat, if it is free. */
    public static Optional<NodeSeat> take() {
        try {
            return NamedSocket.take(NAME).map(NodeSeat::new);
        } catch (IOException e) {
            log.warn("whether another agent runs on this node is not known: {}", e.getMessage());
            return Optional.of(new NodeSeat(null));
        }
    }

    /** Waits for the seat, without a bound, as one that goes on where the other leaves off; and takes it. */
    public static NodeSeat succeed() throws IOException {
        log.info("another agent runs on this node; this one waits for its end, to go on where it leaves off");
        Optional<NodeSeat> seat = take();
        while (seat.isEmpty()) {
            Optional<NamedSocket> predecessor = NamedSocket.connect(NAME);
            if (predecessor.isPresent()) {
                try (NamedSocket present = predecessor.get()) {
                    present.awaitEnd();
                }
            } else {
                LockSupport.parkNanos(POLL.toNanos());
            }
            seat = take();
        }
        return seat.get();
    }

    /** Whether the seat is taken by an agent that runs what a file says, and tells the API server nothing. */
    public static boolean isTakenFromFile() {
        try (NamedSocket present = NamedSocket.connect(NAME_FROM_FILE).orElse(null)) {
            return present != null;
        } catch (IOException e) {
            log.debug("{} is not asked", NAME_FROM_FILE, e);
            return false;
        }
    }

    /** Waits for the seat, without a bound, unknown to who has it; and takes it to run what a file says. */
    public static NodeSeat awaitForFile() {
        Optional<NodeSeat> seat = take();
        if (seat.isEmpty()) {
            log.info("another agent runs on this node; this one waits for its end");
        }
        while (seat.isEmpty()) {
            LockSupport.parkNanos(POLL.toNanos());
            seat = take();
        }
        NodeSeat taken = seat.get();
        try {
            taken.sign = NamedSocket.take(NAME_FROM_FILE).orElse(null);
        } catch (IOException e) {
            log.debug("{} is not taken", NAME_FROM_FILE, e);
        }
        return taken;
    }

    /** Whether another agent waits to go on where this one leaves off. */
    public boolean isAwaited() {
        try {
            return socket != null && socket.isAwaited();
        } catch (IOException e) {
            log.warn("whether another agent waits is not known; this one resigns: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        if (sign != null) {
            sign.close();
        }
        if (socket != null) {
            socket.close();
        }
    }
}
