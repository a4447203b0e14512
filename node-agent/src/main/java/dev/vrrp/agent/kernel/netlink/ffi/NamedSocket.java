package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Unix socket with an abstract name. The name belongs to the network namespace: processes meet by it that share no folder, one of
 * them has it, and it is free again when that one ends in whatever way. One thread at a time.
 */
public final class NamedSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    /** struct ucred: pid, uid, gid. */
    private static final int UCRED_BYTES = 12;

    /** sun_path of struct sockaddr_un. */
    private static final int LONGEST_NAME = 107;

    private static final int BACKLOG = 4;

    private final Descriptor descriptor;
    private final List<Descriptor> connections = new ArrayList<>();

    private NamedSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes the name and lets others connect; empty: somebody has it. */
    public static Optional<NamedSocket> take(String name) throws IOException {
        Descriptor descriptor = open("take the name " + name);
        try {
            ByteBuffer address = address(name);
            SystemCalls.check(
                    SystemCalls.LIBC.bind(descriptor.number(), address, address.remaining()), "take the name " + name);
            SystemCalls.check(SystemCalls.LIBC.listen(descriptor.number(), BACKLOG), "listen as " + name);
            return Optional.of(new NamedSocket(descriptor));
        } catch (ErrnoException e) {
            descriptor.close();
            if (e.is(Errno.EADDRINUSE)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Connects to who has the name, if that is a process of our own user; empty: nobody has it or answers. */
    public static Optional<NamedSocket> connect(String name) throws IOException {
        Descriptor descriptor = open("connect to " + name);
        ByteBuffer address = address(name);
        if (SystemCalls.LIBC.connect(descriptor.number(), address, address.remaining()) == -1) {
            descriptor.close();
            return Optional.empty();
        }
        NamedSocket socket = new NamedSocket(descriptor);
        if (isOfOurUser(descriptor)) {
            return Optional.of(socket);
        }
        socket.close();
        throw new IOException(name + " is taken by a process of another user");
    }

    /** Waits until who we are connected to has given up the name, or ended. */
    public void awaitEnd() throws IOException {
        new Readiness(descriptor).await(-1);
    }

    /** Whether a process of our own user is connected to us. */
    public boolean isAwaited() throws IOException {
        while (connections.size() <= BACKLOG) {
            Optional<Descriptor> connection = Descriptor.accepted(descriptor);
            if (connection.isEmpty()) {
                break;
            }
            connections.add(connection.get());
        }
        for (Descriptor connection : connections) {
            // nobody writes: what can be read is the end
            if (isOfOurUser(connection) && !new Readiness(connection).await(0)) {
                return true;
            }
        }
        return false;
    }

    /** Gives up the name, and then tells who waits for it: it is free when they hear. */
    @Override
    public void close() {
        descriptor.close();
        connections.forEach(Descriptor::close);
    }

    private static Descriptor open(String asked) throws IOException {
        return Descriptor.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, asked);
    }

    private static boolean isOfOurUser(Descriptor connection) throws IOException {
        ByteBuffer credentials = SystemCalls.directBuffer(UCRED_BYTES);
        ByteBuffer length = SystemCalls.directBuffer(Integer.BYTES).putInt(0, UCRED_BYTES);
        SystemCalls.check(
                SystemCalls.LIBC.getsockopt(connection.number(), SOL_SOCKET, SO_PEERCRED, credentials, length),
                "ask who is connected");
        return credentials.getInt(Integer.BYTES) == SystemCalls.LIBC.getuid();
    }

    /** struct sockaddr_un: the family, and a name that begins with 0. */
    private static ByteBuffer address(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= LONGEST_NAME) {
            throw new IllegalArgumentException(name + " is longer than " + LONGEST_NAME + " bytes");
        }
        return SystemCalls.directBuffer(Short.BYTES + 1 + bytes.length)
                .putShort((short) AF_UNIX)
                .put((byte) 0)
                .put(bytes)
                .flip();
    }
}
