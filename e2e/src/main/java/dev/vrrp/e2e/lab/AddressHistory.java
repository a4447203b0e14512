package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which node's kernel held which address when, from the kernels' own notifications. */
public final class AddressHistory implements AutoCloseable {
    private static final Pattern CHANGE =
            Pattern.compile("^\\[(\\S+)] (Deleted )?\\d+: ([^\\s@]+)\\S*\\s+inet6? ([0-9a-f.:]+)");
    private static final Duration LISTENS = Duration.ofSeconds(20);
    private static final String MARKER = "127.1.2.3";

    private final List<LineProcess> monitors = new ArrayList<>();
    private final Set<Holding> held = new HashSet<>();
    private final List<AddressChange> changes = new ArrayList<>();

    private AddressHistory() {}

    /** Follows the addresses of all nodes of {@code lab} from now until the lab is closed. */
    public static AddressHistory follow(Lab lab) {
        AddressHistory history = new AddressHistory();
        lab.onClose(history::close);
        for (Node node : lab.nodes()) {
            LineProcess monitor = LineProcess.start(
                    node.namespace(),
                    List.of("ip", "-ts", "-o", "monitor", "address"),
                    line -> line.contains(MARKER),
                    line -> history.parse(node.name(), line));
            history.monitors.add(monitor);
            history.awaitFirstNotification(node, monitor);
            for (HeldAddress address : node.heldAddresses()) {
                history.record(
                        new AddressChange(Instant.now(), node.name(), address.device(), address.address(), true));
            }
        }
        return history;
    }

    /** {@code ip monitor} does not say when it listens, so the loopback interface gets an address until it tells. */
    private void awaitFirstNotification(Node node, LineProcess monitor) {
        Instant end = Instant.now().plus(LISTENS);
        while (!monitor.isReady() && Instant.now().isBefore(end)) {
            node.namespace().ip("address", "add", MARKER + "/32", "dev", "lo");
            node.namespace().ip("address", "delete", MARKER + "/32", "dev", "lo");
        }
        monitor.awaitReady();
    }

    private void parse(String node, String line) {
        Matcher matcher = CHANGE.matcher(line);
        if (matcher.find()) {
            record(new AddressChange(
                    LocalDateTime.parse(matcher.group(1)).toInstant(ZoneOffset.UTC),
                    node,
                    matcher.group(3),
                    matcher.group(4),
                    matcher.group(2) == null));
        }
    }

    /** A refreshed lease is notified as well, and is no change. */
    private synchronized void record(AddressChange change) {
        Holding holding = new Holding(change.node(), change.device(), change.address());
        boolean changed = change.held() ? held.add(holding) : held.remove(holding);
        if (changed) {
            changes.add(change);
        }
    }

    /** Changes of {@code address} after {@code since}, oldest first. */
    public synchronized List<AddressChange> changes(String address, Instant since) {
        return changes.stream()
                .filter(change ->
                        change.address().equals(address) && change.time().isAfter(since))
                .sorted(Comparator.comparing(AddressChange::time))
                .toList();
    }

    /** The nodes that hold {@code address} now. */
    public Set<String> holders(String address) {
        return holders(address, Instant.MAX);
    }

    /** The nodes that held {@code address} at {@code time}. */
    public synchronized Set<String> holders(String address, Instant time) {
        Set<Holding> at = new HashSet<>();
        for (AddressChange change : changes(address, Instant.MIN)) {
            if (change.time().isAfter(time)) {
                break;
            }
            Holding holding = new Holding(change.node(), change.device(), address);
            if (change.held()) {
                at.add(holding);
            } else {
                at.remove(holding);
            }
        }
        return at.stream().map(Holding::node).collect(Collectors.toUnmodifiableSet());
    }

    /** The longest time after {@code since} in which {@code one} and {@code other} were not held by the same nodes. */
    public Duration longestApart(String one, String other, Instant since) {
        return longest(List.of(one, other), since, time -> !holders(one, time).equals(holders(other, time)));
    }

    /** The longest time after {@code since} in which more than one node held {@code address}. */
    public Duration longestShared(String address, Instant since) {
        return longest(List.of(address), since, time -> holders(address, time).size() > 1);
    }

    private synchronized Duration longest(List<String> addresses, Instant since, Predicate<Instant> condition) {
        Instant end = Instant.now();
        TreeSet<Instant> times = new TreeSet<>(Set.of(since, end));
        addresses.forEach(address -> changes(address, since).forEach(change -> times.add(change.time())));
        Duration longest = Duration.ZERO;
        Instant begin = end;
        boolean before = false;
        for (Instant time : times) {
            boolean now = condition.test(time);
            if (now && !before) {
                begin = time;
            }
            if (before) {
                Duration span = Duration.between(begin, time);
                longest = span.compareTo(longest) > 0 ? span : longest;
            }
            before = now;
        }
        return longest;
    }

    @Override
    public void close() {
        monitors.forEach(LineProcess::close);
    }

    private record Holding(String node, String device, String address) {}
}
