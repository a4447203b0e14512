package dev.vrrp.e2e.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Times in which something went on. */
record Spans(List<Span> spans) {
    /** From the first to the last sign. */
    record Span(Instant from, Instant to) {}

    Spans {
        spans = List.copyOf(spans);
    }

    /** What went on as long as its signs, in order, came no further apart than {@code gap}. */
    static Spans of(List<Instant> signs, Duration gap) {
        List<Span> spans = new ArrayList<>();
        for (Instant sign : signs) {
            if (!spans.isEmpty() && !sign.isAfter(spans.getLast().to().plus(gap))) {
                spans.set(spans.size() - 1, new Span(spans.getLast().from(), sign));
            } else {
                spans.add(new Span(sign, sign));
            }
        }
        return new Spans(spans);
    }

    /** The longest time in which both went on. */
    static Duration longestShared(Spans one, Spans other) {
        Duration longest = Duration.ZERO;
        for (Span a : one.spans) {
            for (Span b : other.spans) {
                Instant from = a.from().isAfter(b.from()) ? a.from() : b.from();
                Instant to = a.to().isBefore(b.to()) ? a.to() : b.to();
                Duration shared = Duration.between(from, to);
                longest = shared.compareTo(longest) > 0 ? shared : longest;
            }
        }
        return longest;
    }
}
