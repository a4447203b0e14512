package dev.vrrp.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedEventsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<String> FAULT = List.of("uid-1", "EnteredFault", "eth0 is down");

    private final RepeatedEvents events = new RepeatedEvents();

    @Test
    void whatIsSaidAgainWithinTenMinutesIsCounted() {
        assertThat(events.tell(FAULT, "first", NOON).count()).isEqualTo(1);
        assertThat(events.tell(FAULT, "second", NOON.plusSeconds(60)))
                .isEqualTo(new RepeatedEvents.Told("first", 2, NOON.plusSeconds(60)));
        assertThat(events.tell(FAULT, "third", NOON.plusSeconds(600)).count()).isEqualTo(3);
        assertThat(events.tell(FAULT, "fourth", NOON.plusSeconds(1_300)))
                .isEqualTo(new RepeatedEvents.Told("fourth", 1, NOON.plusSeconds(1_300)));
    }

    @Test
    void anotherFaultIsAnotherEvent() {
        events.tell(FAULT, "first", NOON);

        assertThat(events.tell(List.of("uid-1", "EnteredFault", "eth1 is down"), "second", NOON)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatTheApiServerHasForgottenIsToldAnew() {
        events.tell(FAULT, "first", NOON);
        events.forget(FAULT);

        assertThat(events.tell(FAULT, "second", NOON).name()).isEqualTo("second");
    }

    @Test
    void theOldestIsForgottenFirst() {
        events.tell(FAULT, "first", NOON);
        for (int i = 0; i < 512; i++) {
            events.tell(List.of("uid-" + i, "LeftFault", ""), "another", NOON);
        }

        assertThat(events.tell(FAULT, "second", NOON).count()).isEqualTo(1);
    }
}
