package dev.vrrp.operator.status;

import static dev.vrrp.operator.status.Facts.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.api.v1alpha1.SyncGroupStatus.GroupMaster;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import dev.vrrp.operator.status.SyncGroupFacts.Member;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncGroupReportTest {
    private static final SyncGroupStatus NEW = SyncGroupReport.operatorPart(null);

    @Test
    void oneNodeIsMasterOfAll() {
        SyncGroupStatus status = next(
                Contention.None,
                member("vi-1", master("a", "2026-01-01T12:00:00.1Z")),
                member("vi-2", master("a", "2026-01-01T13:00:00.25+01:00")));

        assertThat(status.master()).isEqualTo(new GroupMaster("a", "2026-01-01T13:00:00.25+01:00"));
        assertThat(status.conditions()).extracting(Condition::type).containsExactly("Accepted", "Ready", "SplitBrain");
        assertThat(ready(status)).isEqualTo("True OneMaster: The node of status.master holds vi-1, vi-2.");
    }

    @Test
    void whileTheyAreApartNobodyIs() {
        SyncGroupStatus status = next(
                Contention.Suspected,
                member("vi-1", Facts.alive("a", RouterState.Master)),
                member("vi-2", Facts.alive("b", RouterState.Master)));

        assertThat(status.master()).isNull();
        assertThat(ready(status)).isEqualTo("False NoMaster: No node is Master of all: vi-1 is on a; vi-2 is on b.");
        assertThat(Facts.condition(status.conditions(), ConditionType.SplitBrain))
                .startsWith("False");
    }

    @Test
    void whoStaysApartIsSplit() {
        SyncGroupStatus status = next(
                Contention.Confirmed,
                member("vi-1", Facts.alive("a", RouterState.Master)),
                member("vi-2", Facts.alive("a", RouterState.Master), Facts.alive("b", RouterState.Master)));

        assertThat(Facts.condition(status.conditions(), ConditionType.SplitBrain))
                .isEqualTo("True TwoMasters: a claims vi-1, vi-2; b claims vi-2.");
        assertThat(ready(status)).startsWith("False SplitBrain");
        assertThat(status.master()).isNull();
    }

    @Test
    void aMemberWithoutMaster() {
        SyncGroupStatus status = next(
                Contention.None,
                member("vi-1", Facts.alive("a", RouterState.Master)),
                member("vi-2", Facts.alive("a", RouterState.Fault)));

        assertThat(ready(status))
                .isEqualTo("False NoMaster: No node is Master of all: vi-1 is on a; vi-2 has no Master.");
    }

    @Test
    void aGroupThatIsNotInForceIsNotReady() {
        SyncGroupFacts facts = new SyncGroupFacts(
                "uid",
                2,
                new Admission(false, "VirtualIPNotFound", "spec.virtualIPs: …"),
                false,
                List.of(member("vi-1", Facts.alive("a", RouterState.Master))),
                Contention.None);

        SyncGroupStatus status = SyncGroupReport.next(facts, NEW, NOON);

        assertThat(status.master()).isNull();
        assertThat(ready(status))
                .isEqualTo("False NotAccepted: It is not accepted; its VirtualIPs move each by itself.");
        assertThat(Facts.condition(status.conditions(), ConditionType.Accepted))
                .isEqualTo("False VirtualIPNotFound: spec.virtualIPs: …");
    }

    private static SyncGroupStatus next(Contention contention, Member... members) {
        return SyncGroupReport.next(
                new SyncGroupFacts("uid", 1, Admission.ACCEPTED, true, List.of(members), contention), NEW, NOON);
    }

    private static Member member(String name, NodeReport... reports) {
        return new Member(name, Arrays.asList(reports), null, Contention.None);
    }

    private static NodeReport master(String node, String since) {
        return new NodeReport(new NodeState(node, RouterState.Master, since, 100, "eth0", null, null, List.of()), true);
    }

    private static String ready(SyncGroupStatus status) {
        return Facts.condition(status.conditions(), ConditionType.Ready);
    }
}
