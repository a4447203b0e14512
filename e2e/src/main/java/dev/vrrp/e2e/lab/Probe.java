package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Asks one address (ICMP echo), a hundred times a second unless told otherwise, and keeps the last 60,000 answers, with the
 * node that gave each.
 */
public final class Probe implements AutoCloseable {
    /** Below this, ping sends less often while nobody answers, and fping takes its place. */
    private static final Duration SHORTEST_OF_PING = Duration.ofMillis(10);

    /** Of ping's requests; those of fping have the lower half of its process id. */
    private static final int IDENTIFIER = 112;

    private static final int IDENTIFIERS = 0x10000;
    private static final int KEPT = 60_000;
    private static final Duration FRESH = Duration.ofMillis(250);

    /** What a busy machine may take to tell of an answer. */
    private static final Duration LAG = Duration.ofSeconds(2);

    private final String address;
    private final LineProcess requests;
    private final int identifier;
    private final Deque<Answer> answers = new ArrayDeque<>();

    private Probe(String address, LineProcess requests, int identifier) {
        this.address = address;
        this.requests = requests;
        this.identifier = identifier;
    }

    static Probe start(NetworkNamespace namespace, String address, Duration period) {
        long millis = period.toMillis();
        if (period.compareTo(SHORTEST_OF_PING) < 0) {
            String pause = String.valueOf(millis);
            LineProcess fping = start(namespace, List.of("fping", "-l", "-q", "-i", pause, "-p", pause, address));
            return new Probe(address, fping, (int) (fping.pid() % IDENTIFIERS));
        }
        List<String> ping = List.of(
                "ping", "-n", "-q", "-e", String.valueOf(IDENTIFIER), "-i", "0.%03d".formatted(millis), address);
        return new Probe(address, start(namespace, ping), IDENTIFIER);
    }

    private static LineProcess start(NetworkNamespace namespace, List<String> command) {
        return LineProcess.start(namespace, command, line -> true, line -> {});
    }

    /** Whether {@code answer} is one to this probe: the client may be asking by other means too. */
    boolean asked(Answer answer) {
        return answer.address().equals(address) && answer.identifier() == identifier;
    }

    public String address() {
        return address;
    }

    /**
     * Keeps an answer, unless it is older than the latest: a node whose route to the client has lost its carrier keeps
     * replies until the carrier is back, and then they say nothing about who holds the address.
     */
    synchronized void record(Answer answer) {
        Answer latest = answers.peekLast();
        if (latest != null && distance(latest.sequence(), answer.sequence()) <= 0) {
            return;
        }
        if (answers.size() == KEPT) {
            answers.removeFirst();
        }
        answers.addLast(answer);
        notifyAll();
    }

    /** The node that answers now: the one of the last answer, if that is not older than 250 ms. */
    public synchronized Optional<String> answeringNode() {
        return Optional.ofNullable(answers.peekLast())
                .filter(last -> last.time().isAfter(Instant.now().minus(FRESH)))
                .map(Answer::node);
    }

    /** When {@code node} answered first after {@code since}. */
    public synchronized Optional<Instant> firstAnswer(String node, Instant since) {
        return answers.stream()
                .filter(answer -> answer.node().equals(node) && answer.time().isAfter(since))
                .map(Answer::time)
                .findFirst();
    }

    /** The nodes that answered after {@code since}. */
    public synchronized Set<String> answeringNodes(Instant since) {
        Set<String> nodes = new HashSet<>();
        answers.stream().filter(answer -> answer.time().isAfter(since)).forEach(answer -> nodes.add(answer.node()));
        return Set.copyOf(nodes);
    }

    /** The longest time without an answer that had not ended at {@code since}. */
    public synchronized Outage longestOutage(Instant since) {
        Instant asked = Instant.now();
        awaitAnswerAfter(asked);
        Instant previous = answers.isEmpty() ? since : answers.getFirst().time();
        Outage longest = new Outage(since, since);
        for (Answer answer : answers) {
            if (answer.time().isAfter(since)) {
                longest = longer(longest, new Outage(previous, answer.time()));
            }
            previous = answer.time();
        }
        return longer(longest, new Outage(previous, asked));
    }

    /** Answers on their way from the card to this program are no outage: waits for one that is later than they are. */
    private void awaitAnswerAfter(Instant asked) {
        long end = System.nanoTime() + LAG.toNanos();
        try {
            while (Optional.ofNullable(answers.peekLast())
                    .filter(last -> last.time().isAfter(asked))
                    .isEmpty()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** How many requests got no answer, from the last answer before {@code since} to the latest. */
    public synchronized long lost(Instant since) {
        NavigableSet<Long> answered = new TreeSet<>();
        long number = 0;
        for (Answer answer : answers) {
            number += distance(number, answer.sequence());
            if (answer.time().isBefore(since)) {
                answered.clear();
            }
            answered.add(number);
        }
        return answered.isEmpty() ? 0 : answered.last() - answered.first() + 1 - answered.size();
    }

    /** Sequence numbers wrap at 65536: the signed distance of 16 bits leads from one answer to the next. */
    private static short distance(long from, int to) {
        return (short) (to - from);
    }

    private static Outage longer(Outage one, Outage other) {
        return other.duration().compareTo(one.duration()) > 0 ? other : one;
    }

    @Override
    public void close() {
        requests.close();
    }
}
