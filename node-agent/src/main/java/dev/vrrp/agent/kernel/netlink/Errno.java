package dev.vrrp.agent.kernel.netlink;

import java.util.Arrays;
import java.util.Optional;

/** Error numbers that the calls of this agent can meet (asm-generic/errno-base.h, errno.h), in words. */
public enum Errno {
    EPERM(1, "operation not permitted; CAP_NET_ADMIN and CAP_NET_RAW are needed"),
    ENOENT(2, "no such file"),
    EINTR(4, "interrupted"),
    ENXIO(6, "no such device or address"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "would block"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EBUSY(16, "busy"),
    EEXIST(17, "already exists"),
    ENODEV(19, "no such interface"),
    EINVAL(22, "invalid argument"),
    EMFILE(24, "too many open files"),
    ENOSPC(28, "no space left"),
    ERANGE(34, "out of range"),
    EMSGSIZE(90, "message too long"),
    ENOPROTOOPT(92, "unknown socket option"),
    EPROTONOSUPPORT(93, "protocol not supported"),
    EOPNOTSUPP(95, "not supported"),
    EAFNOSUPPORT(97, "address family not supported"),
    EADDRINUSE(98, "address in use"),
    EADDRNOTAVAIL(99, "no such address here"),
    ENETDOWN(100, "network is down"),
    ENETUNREACH(101, "no route to that network"),
    ENOBUFS(105, "no buffer space"),
    EHOSTUNREACH(113, "no route to that host");

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    public int number() {
        return number;
    }

    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
    }

    /** For people: {@code ENODEV (no such interface)}, or {@code errno 117} for a number that is not listed. */
    public static String describe(int number) {
        return of(number).map(errno -> errno.name() + " (" + errno.words + ")").orElse("errno " + number);
    }
}
