package dev.vrrp.operator.status;

import static dev.vrrp.operator.status.Facts.NOON;
import static dev.vrrp.operator.status.Facts.claim;
import static dev.vrrp.operator.status.Facts.facts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.RouterState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final List<Condition> NEW = List.of();

    @Test
    void aFirstVisitWithNothingWrongIsNoNews() {
        assertThat(Notices.between(NEW, after(NEW, facts()))).isEmpty();
    }

    @Test
    void aRejectionIsToldOnceWithItsMessage() {
        Facts refused = facts().refused("SecretNotFound", "spec.authentication.secretRef: …");
        List<Condition> first = after(NEW, refused);

        assertThat(Notices.between(NEW, first))
                .containsExactly(new Notice(
                        Notice.Kind.Warning, "ConfigurationRejected", "Plan", "spec.authentication.secretRef: …"));
        assertThat(Notices.between(first, after(first, refused))).isEmpty();
    }

    @Test
    void anotherReasonOrAnotherSpecInOtherWordsIsNews() {
        List<Condition> first = after(NEW, facts().refused("InvalidSpec", "one"));

        assertThat(Notices.between(first, after(first, facts().refused("AddressConflict", "two"))))
                .hasSize(1);
        assertThat(Notices.between(first, after(first, facts().refused("InvalidSpec", "two"))))
                .isEmpty();
        assertThat(Notices.between(first, after(first, facts().generation(2).refused("InvalidSpec", "two"))))
                .hasSize(1);
    }

    @Test
    void aVridConflictHasAnEventOfItsOwn() {
        assertThat(Notices.between(NEW, after(NEW, facts().refused("VRIDConflict", "spec.vrid: 51 belongs to …"))))
                .extracting(Notice::reason)
                .containsExactly("ConfigurationRejected", "VRIDConflict");
    }

    @Test
    void aSplitBrainAndItsEnd() {
        List<Condition> whole = after(NEW, facts().report("a", RouterState.Master));
        List<Condition> split = after(
                whole,
                facts().report("a", RouterState.Master)
                        .report("b", RouterState.Master)
                        .contention(Contention.Confirmed, "b"));
        List<Condition> healed = after(split, facts().report("b", RouterState.Master));

        assertThat(Notices.between(whole, split)).extracting(Notice::reason).containsExactly("SplitBrain");
        assertThat(Notices.between(split, split)).isEmpty();
        assertThat(Notices.between(split, healed))
                .containsExactly(new Notice(
                        Notice.Kind.Normal,
                        "SplitBrainHealed",
                        "Observe",
                        "No two routers claim the addresses. It lasted 0 s: a (Master since 2026-01-01T12:00:00Z) and b (Master"
                                + " since 2026-01-01T12:00:00Z) claim 192.168.1.111/32."));
    }

    @Test
    void aRouterOutsideTheClusterAndItsEnd() {
        List<Condition> alone = after(NEW, facts());
        List<Condition> beside = after(alone, facts().foreign(claim("a", "192.168.1.250", false)));
        List<Condition> healed = after(beside, facts(), NOON.plusSeconds(42));

        assertThat(Notices.between(alone, beside)).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.Warning);
            assertThat(notice.reason()).isEqualTo("VRIDConflict");
            assertThat(notice.note()).contains("VRID 51", "192.168.1.250 with priority 150", "its password is another");
        });
        assertThat(Notices.between(beside, after(beside, facts().foreign(claim("b", "192.168.1.251", false)))))
                .as("another one: the condition tells it, not a second Event")
                .isEmpty();
        assertThat(Notices.between(beside, healed)).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.Normal);
            assertThat(notice.reason()).isEqualTo("VRIDConflictHealed");
            assertThat(notice.note()).contains("It lasted 42 s", "192.168.1.250 with priority 150");
        });
    }

    @Test
    void anAddressThatSomebodyElseHasAndItsEnd() {
        List<Condition> alone = after(NEW, facts());
        List<Condition> contested = after(
                alone,
                facts().contested(new AddressContest(
                        "a", "192.168.1.111/24", "AnotherHost", "it is also used by 02:00:00:00:01:09")));
        List<Condition> alone2 = after(contested, facts(), NOON.plusSeconds(42));

        assertThat(Facts.condition(alone, ConditionType.AddressContested)).startsWith("False Uncontested: ");
        assertThat(Facts.condition(contested, ConditionType.AddressContested))
                .isEqualTo("True AnotherHost: a: 192.168.1.111/24: it is also used by 02:00:00:00:01:09.");
        assertThat(Notices.between(alone, contested)).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.Warning);
            assertThat(notice.reason()).isEqualTo("AddressContested");
            assertThat(notice.note()).contains("02:00:00:00:01:09");
        });
        assertThat(Notices.between(contested, contested)).isEmpty();
        assertThat(Notices.between(contested, alone2)).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.Normal);
            assertThat(notice.reason()).isEqualTo("AddressUncontested");
            assertThat(notice.note()).contains("It lasted 42 s", "02:00:00:00:01:09");
        });
    }

    @Test
    void aNoteFitsItsField() {
        assertThat(new Notice(Notice.Kind.Normal, "R", "A", "x".repeat(5000)).note())
                .hasSize(1024);
    }

    private static List<Condition> after(List<Condition> previous, Facts facts) {
        return after(previous, facts, NOON);
    }

    private static List<Condition> after(List<Condition> previous, Facts facts, Instant now) {
        return VirtualIPReport.next(
                        facts.build(),
                        new dev.vrrp.api.v1alpha1.VirtualIPStatus(null, null, null, null, null, List.of(), previous),
                        now)
                .conditions();
    }
}
