package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Decoded;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.Acknowledgement;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.DumpDone;
import dev.vrrp.agent.kernel.netlink.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** Asks the kernel over rtnetlink, and waits for its answers. One thread at a time. */
public final class RequestSocket implements AutoCloseable {
    /** Requests that go out in one send; the refusals of all of them fit the queue of the socket. */
    static final int BATCH_REQUESTS = 256;

    private static final int ANSWER_TIMEOUT_MILLIS = 5_000;
    private static final int DUMP_ATTEMPTS = 8;

    /** More entries than any node has: the bound of a dump. */
    private static final int DUMP_ENTRIES = 1_000_000;

    private final NetlinkSocket socket;
    private final Readiness readiness;
    private final ByteBuffer requests = SystemCalls.directBuffer(BATCH_REQUESTS * Request.LONGEST_BYTES);
    private final Queue<NetlinkMessage> pending = new ArrayDeque<>();
    private boolean interrupted;
    private int sequence;

    private RequestSocket(NetlinkSocket socket) {
        this.socket = socket;
        this.readiness = new Readiness(socket.descriptor());
    }

    public static RequestSocket open() throws IOException {
        return new RequestSocket(NetlinkSocket.open(0));
    }

    /**
     * Carries out one request.
     *
     * @param asked for people: what is asked of the kernel; errors begin with it
     * @return what the kernel told before its acknowledgement
     * @throws ErrnoException if the kernel refuses
     */
    public List<NetlinkMessage> request(Request request, String asked) throws IOException {
        send(List.of(request), true, asked);
        return answers(asked);
    }

    /**
     * Reads a table. One that changed meanwhile is read again; if it never stands still, it is taken as it was last seen.
     *
     * @throws ErrnoException if the kernel refuses
     */
    public List<NetlinkMessage> dump(Request request, String asked) throws IOException {
        List<NetlinkMessage> entries = List.of();
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            send(List.of(request), false, asked);
            entries = answers(asked);
            if (!interrupted) {
                break;
            }
        }
        return entries;
    }

    /**
     * Carries out requests in order, up to 256 in one system call; one that is refused does not keep the others from being
     * tried.
     *
     * @return the refused ones, in order
     * @throws IOException if it is not known what the kernel did
     */
    public List<Refusal> batch(List<Request> batch, String asked) throws IOException {
        List<Refusal> refusals = new ArrayList<>();
        for (int first = 0; first < batch.size(); first += BATCH_REQUESTS) {
            List<Request> part = batch.subList(first, Math.min(batch.size(), first + BATCH_REQUESTS));
            int before = sequence;
            send(part, true, asked);
            boolean ended = false;
            while (!ended) {
                NetlinkMessage message = next(asked);
                int position = message.sequence() - before - 1;
                if (message instanceof Acknowledgement(int number, int errno, String text)
                        && position >= 0
                        && position < part.size()) {
                    if (errno != 0) {
                        refusals.add(new Refusal(first + position, errno, text));
                    }
                    ended = number == sequence;
                }
            }
        }
        return refusals;
    }

    @Override
    public void close() {
        socket.close();
    }

    /** The kernel tells every refusal, and in order: an acknowledgement of the last request says that all are done. */
    private void send(List<Request> batch, boolean acknowledged, String asked) throws IOException {
        pending.clear();
        interrupted = false;
        requests.clear();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).writeTo(requests, ++sequence, acknowledged && i == batch.size() - 1);
        }
        socket.send(requests.flip(), asked);
    }

    /** What the kernel tells for the request sent last, up to its end. */
    private List<NetlinkMessage> answers(String asked) throws IOException {
        List<NetlinkMessage> answers = new ArrayList<>();
        while (answers.size() < DUMP_ENTRIES) {
            NetlinkMessage message = next(asked);
            if (message.sequence() != sequence) {
                continue;
            }
            switch (message) {
                case Acknowledgement(int _, int errno, String text)
                when errno != 0 -> throw new ErrnoException(asked, errno, text);
                case DumpDone(int _, int errno) when errno != 0 -> throw new ErrnoException(asked, errno, "");
                case Acknowledgement _, DumpDone _ -> {
                    return answers;
                }
                case NetlinkMessage.LinkReport _, NetlinkMessage.AddressReport _, NetlinkMessage.Unread _ ->
                    answers.add(message);
            }
        }
        throw new IOException(asked + ": more than " + DUMP_ENTRIES + " entries");
    }

    private NetlinkMessage next(String asked) throws IOException {
        while (pending.isEmpty()) {
            Optional<Decoded> datagram = socket.receive(asked);
            if (datagram.isPresent()) {
                switch (datagram.get()) {
                    case Decoded.Accepted(List<NetlinkMessage> messages, boolean changed) -> {
                        pending.addAll(messages);
                        interrupted |= changed;
                    }
                    case Decoded.Rejected(String reason) ->
                        throw new IOException(asked + ": the answer is malformed: " + reason);
                }
            } else if (!readiness.await(ANSWER_TIMEOUT_MILLIS)) {
                throw new IOException(asked + ": the kernel gave no answer within " + ANSWER_TIMEOUT_MILLIS + " ms");
            }
        }
        return pending.remove();
    }

    /**
     * A request that the kernel did not carry out.
     *
     * @param position of the request in the batch, from 0
     * @param errno greater than 0
     * @param text the kernel's own explanation; may be empty
     */
    public record Refusal(int position, int errno, String text) {}
}
