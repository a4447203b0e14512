package dev.vrrp.operator.status;

import static dev.vrrp.operator.status.Facts.NOON;
import static dev.vrrp.operator.status.Facts.facts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.RouterState;
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
                .containsExactly(
                        new Notice(Notice.Kind.Normal, "SplitBrainHealed", "Observe", "b alone claims the addresses."));
    }

    @Test
    void aNoteFitsItsField() {
        assertThat(new Notice(Notice.Kind.Normal, "R", "A", "x".repeat(5000)).note())
                .hasSize(1024);
    }

    private static List<Condition> after(List<Condition> previous, Facts facts) {
        return VirtualIPReport.next(
                        facts.build(),
                        new dev.vrrp.api.v1alpha1.VirtualIPStatus(null, null, null, null, null, List.of(), previous),
                        NOON)
                .conditions();
    }
}
