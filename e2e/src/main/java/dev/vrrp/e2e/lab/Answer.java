package dev.vrrp.e2e.lab;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An echo reply as it arrived at the client.
 *
 * @param time when, by the kernel's clock
 * @param address who was asked
 * @param node whose card sent it; a MAC address if it belongs to no node
 * @param identifier of the request, which says who asked
 * @param sequence of the request, modulo 65536
 */
public record Answer(Instant time, String address, String node, int identifier, int sequence) {
    private static final Pattern REPLY = Pattern.compile("^(\\d+)\\.(\\d{6}) ([0-9a-f:]{17}) > [0-9a-f:]{17}, .*: "
            + "(\\S+) > \\S+: (?:ICMP|ICMP6,) echo reply, id (\\d+), seq (\\d+),");
    private static final long NANOS_PER_MICRO = 1_000;

    /** The answer that a line of {@code tcpdump -e -n -tt} shows, if it shows one. */
    static Optional<Answer> parse(String line, Function<String, Optional<String>> nodeByMac) {
        Matcher matcher = REPLY.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String mac = matcher.group(3);
        return Optional.of(new Answer(
                Instant.ofEpochSecond(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) * NANOS_PER_MICRO),
                matcher.group(4),
                nodeByMac.apply(mac).orElse(mac),
                Integer.parseInt(matcher.group(5)),
                Integer.parseInt(matcher.group(6))));
    }
}
