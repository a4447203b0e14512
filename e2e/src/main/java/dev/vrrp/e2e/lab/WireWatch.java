package dev.vrrp.e2e.lab;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The advertisements and announcements that a third host on the LAN hears: the last 100,000 of them. */
public final class WireWatch implements AutoCloseable {
    private static final int KEPT = 100_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final Pattern HEARD = Pattern.compile("^(\\d+)\\.(\\d{6}) ([0-9a-f:]{17}) > [^,]+, .*?: (.*)$");
    private static final Pattern ADVERTISEMENT = Pattern.compile("VRRPv\\d, Advertisement,.* vrid (\\d+), prio (\\d+)");
    private static final Pattern ANNOUNCEMENT = Pattern.compile(
            "Request who-has (\\S+) (?:\\(\\S+\\) )?tell \\1(?:,|$)|Reply (\\S+) is-at|neighbor advertisement, tgt is ([^,]+),");

    /** What was heard, from which node. */
    public sealed interface Heard {
        Instant time();

        String node();
    }

    /**
     * An advertisement.
     *
     * @param priority 0 is a resignation
     */
    public record Advertisement(Instant time, String node, int virtualRouterId, int priority) implements Heard {}

    /** A gratuitous ARP or an unsolicited neighbour advertisement for {@code address}. */
    public record Announcement(Instant time, String node, String address) implements Heard {}

    private final Lab lab;
    private final LineProcess capture;
    private final Deque<Heard> heard = new ArrayDeque<>();

    private WireWatch(Lab lab) {
        this.lab = lab;
        this.capture = LineProcess.start(
                lab.client().namespace(),
                List.of(
                        "tcpdump",
                        "--immediate-mode",
                        Client.KEPT_OF_A_FRAME,
                        "-Z",
                        "root",
                        "-i",
                        Client.DEVICE,
                        "-Q",
                        "in",
                        "-n",
                        "-e",
                        "-l",
                        "-tt",
                        "ip proto 112 or ip6 proto 112 or (arp and ether broadcast) or (icmp6 and ip6[40] = 136 and multicast)"),
                line -> line.contains("listening on"),
                this::parse);
    }

    /** Listens where the client is from now until the lab is closed. */
    public static WireWatch start(Lab lab) {
        WireWatch watch = new WireWatch(lab);
        lab.onClose(watch::close);
        watch.capture.awaitReady();
        return watch;
    }

    /** What was heard after {@code since}, in order. */
    public synchronized List<Heard> heard(Instant since) {
        return heard.stream().filter(one -> one.time().isAfter(since)).toList();
    }

    /** The advertisements for a virtual router after {@code since} that claim to be Master. */
    public List<Advertisement> claims(int virtualRouterId, Instant since) {
        return heard(since).stream()
                .filter(Advertisement.class::isInstance)
                .map(Advertisement.class::cast)
                .filter(((Predicate<Advertisement>) one -> one.virtualRouterId() == virtualRouterId)
                        .and(one -> one.priority() > 0))
                .toList();
    }

    private void parse(String line) {
        Matcher matcher = HEARD.matcher(line);
        if (!matcher.find()) {
            return;
        }
        Instant time = Instant.ofEpochSecond(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) * NANOS_PER_MICRO);
        Optional<String> node = lab.nodes().stream()
                .filter(candidate -> candidate.speaksFrom(matcher.group(3)))
                .map(Node::name)
                .findFirst();
        node.ifPresent(name -> {
            Matcher advertisement = ADVERTISEMENT.matcher(matcher.group(4));
            Matcher announcement = ANNOUNCEMENT.matcher(line);
            if (advertisement.find()) {
                record(new Advertisement(
                        time,
                        name,
                        Integer.parseInt(advertisement.group(1)),
                        Integer.parseInt(advertisement.group(2))));
            } else if (announcement.find()) {
                for (int group = 1; group <= announcement.groupCount(); group++) {
                    if (announcement.group(group) != null) {
                        record(new Announcement(time, name, announcement.group(group)));
                    }
                }
            }
        });
    }

    private synchronized void record(Heard one) {
        if (heard.size() == KEPT) {
            heard.removeFirst();
        }
        heard.addLast(one);
    }

    @Override
    public void close() {
        capture.close();
    }
}
