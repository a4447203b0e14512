package dev.vrrp.operator.status;

import static dev.vrrp.operator.status.Facts.NOON;
import static dev.vrrp.operator.status.Facts.claim;
import static dev.vrrp.operator.status.Facts.facts;
import static dev.vrrp.operator.status.Facts.upToDate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualIPReportTest {
    private static final VirtualIPStatus NEW = VirtualIPReport.operatorPart(null);

    @Test
    void theFirstVisitSetsEverythingOfOurs() {
        VirtualIPStatus status = VirtualIPReport.next(facts().generation(4).build(), NEW, NOON);

        assertThat(status.observedGeneration()).isEqualTo(4);
        assertThat(status.addresses()).isEqualTo("192.168.1.111");
        assertThat(status.vrid()).isEqualTo(51);
        assertThat(status.replicas()).isEqualTo(2);
        assertThat(status.master()).isNull();
        assertThat(status.nodes()).isEmpty();
        assertThat(status.conditions())
                .extracting(Condition::type)
                .containsExactly("Accepted", "Programmed", "Ready", "Redundant", "SplitBrain", "AddressContested");
        assertThat(status.conditions()).allSatisfy(condition -> {
            assertThat(condition.observedGeneration()).isEqualTo(4);
            assertThat(condition.lastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(condition.reason()).matches("[A-Z][A-Za-z]+");
        });
    }

    @Test
    void theTransitionTimeStaysWithTheStatus() {
        VirtualIPStatus first = VirtualIPReport.next(facts().build(), NEW, NOON);

        VirtualIPStatus second =
                VirtualIPReport.next(facts().report("a", RouterState.Master).build(), first, NOON.plusSeconds(5));

        assertThat(second.conditions())
                .extracting(condition -> condition.type() + " " + condition.lastTransitionTime())
                .containsExactly(
                        "Accepted 2026-01-01T12:00:00Z",
                        "Programmed 2026-01-01T12:00:00Z",
                        "Ready 2026-01-01T12:00:05Z",
                        "Redundant 2026-01-01T12:00:00Z",
                        "SplitBrain 2026-01-01T12:00:00Z",
                        "AddressContested 2026-01-01T12:00:00Z");
    }

    @Test
    void theSameFactsGiveTheSameStatusWheneverTheyAreSeen() {
        VirtualIPFacts facts = facts().report("a", RouterState.Master).build();
        VirtualIPStatus first = VirtualIPReport.next(facts, NEW, NOON);

        assertThat(VirtualIPReport.next(facts, first, NOON.plusSeconds(3600))).isEqualTo(first);
    }

    @Test
    void oneMasterAndOneBackup() {
        Facts facts = facts().report("a", RouterState.Master).report("b", RouterState.Backup);

        assertThat(ready(facts))
                .isEqualTo("True OneMaster: The node of status.master, and no other, holds 192.168.1.111/32.");
        assertThat(find(facts, ConditionType.Programmed)).isEqualTo("True Programmed: It runs as decided on a, b.");
        assertThat(find(facts, ConditionType.Redundant))
                .isEqualTo("True BackupReady: At least one node of status.nodes is Backup and could take over.");
        assertThat(find(facts, ConditionType.SplitBrain))
                .isEqualTo("False NoConflict: No two routers claim the addresses.");
    }

    @Test
    void aFailoverThatLeavesABackupChangesNoCondition() {
        VirtualIPStatus before = VirtualIPReport.next(
                facts().report("a", RouterState.Master)
                        .report("b", RouterState.Backup)
                        .report("c", RouterState.Backup)
                        .build(),
                NEW,
                NOON);
        VirtualIPFacts after = facts().fault("a", "eth1 is down")
                .report("b", RouterState.Master)
                .report("c", RouterState.Backup)
                .build();

        assertThat(VirtualIPReport.next(after, before, NOON.plusSeconds(3))).isEqualTo(before);
    }

    @Test
    void noMaster() {
        Facts facts = facts().fault("a", "eth1 is down").silent("c", RouterState.Master);

        assertThat(ready(facts))
                .isEqualTo(
                        "False NoMaster: No node is Master: a is in Fault (eth1 is down); c is not heard any more (was"
                                + " Master); b has not reported.");
    }

    @Test
    void aFaultyNodeIsNoBackup() {
        Facts facts = facts().report("a", RouterState.Master).fault("b", "eth1 is down");

        assertThat(find(facts, ConditionType.Redundant))
                .isEqualTo("False NoBackup: No node could take over: a is Master; b is in Fault (eth1 is down).");
    }

    @Test
    void theLastWordOfASilentMasterDoesNotCount() {
        Facts facts = facts().silent("a", RouterState.Master).report("b", RouterState.Master);

        assertThat(ready(facts)).startsWith("True OneMaster");
        assertThat(find(facts, ConditionType.SplitBrain)).startsWith("False");
    }

    @Test
    void whileTwoAreOnlySuspectedTheLaterMasterCounts() {
        Facts facts = facts().report("a", RouterState.Master)
                .report("b", RouterState.Master)
                .contention(Contention.Suspected, "b");

        assertThat(ready(facts)).startsWith("True OneMaster");
        assertThat(find(facts, ConditionType.SplitBrain)).startsWith("False");
    }

    @Test
    void twoThatAreConfirmedAreASplitBrain() {
        Facts facts = facts().report("a", RouterState.Master)
                .report("b", RouterState.Master)
                .contention(Contention.Confirmed, "b");

        assertThat(find(facts, ConditionType.SplitBrain))
                .isEqualTo("True TwoMasters: a (Master since 2026-01-01T12:00:00Z) and b (Master since"
                        + " 2026-01-01T12:00:00Z) claim 192.168.1.111/32.");
        assertThat(ready(facts)).startsWith("False SplitBrain: ");
    }

    @Test
    void aSplitBrainStandsUntilItIsKnownToBeOver() {
        Facts confirmed = facts().report("a", RouterState.Master)
                .report("b", RouterState.Master)
                .contention(Contention.Confirmed, "b");
        Facts afterARestart = facts().report("a", RouterState.Master)
                .report("b", RouterState.Master)
                .contention(Contention.Suspected, "b");
        VirtualIPStatus split = VirtualIPReport.next(confirmed.build(), NEW, NOON);

        assertThat(VirtualIPReport.next(afterARestart.build(), split, NOON.plusSeconds(1)))
                .isEqualTo(split);
    }

    @Test
    void aRouterOutsideTheClusterThatSpeaksForTheVridIsAConflictThatUndoesNothing() {
        Facts facts = facts().report("a", RouterState.Master)
                .report("b", RouterState.Backup)
                .foreign(claim("a", "192.168.1.250", false), claim("b", "192.168.1.250", false));

        assertThat(find(facts, ConditionType.Accepted))
                .isEqualTo("False ForeignRouter: The spec is valid and in force, but VRID 51 is also used by router"
                        + " 192.168.1.250 with priority 150 (its password is another; heard by a) outside the cluster:"
                        + " if it is to take part, list it in spec.peers and set both alike; else give one of them"
                        + " another VRID.");
        assertThat(find(facts, ConditionType.Programmed)).startsWith("True Programmed");
        assertThat(find(facts, ConditionType.SplitBrain)).startsWith("False NoConflict");
        assertThat(ready(facts)).startsWith("True OneMaster");
    }

    @Test
    void aRouterOutsideThatTheMasterGoesOnHearingIsASplitBrain() {
        Facts facts = facts().report("b", RouterState.Master)
                .foreign(claim("a", "192.168.1.250", false), claim("b", "192.168.1.250", true));

        assertThat(find(facts, ConditionType.SplitBrain))
                .startsWith(
                        "True ForeignMaster: b (Master since 2026-01-01T12:00:00Z) claims VRID 51, and so does router"
                                + " 192.168.1.250 with priority 150 (its password is another; heard by b) outside the cluster");
        assertThat(ready(facts)).startsWith("False SplitBrain");
    }

    @Test
    void aRouterOutsideMayBeTheMaster() {
        assertThat(ready(facts().report("a", RouterState.Backup).foreign(claim("a", "192.168.1.250", false))))
                .isEqualTo(
                        "False NoMaster: No node is Master: a is Backup; b has not reported; router 192.168.1.250 outside"
                                + " the cluster uses VRID 51.");
    }

    @Test
    void ofManyRoutersOutsideAMessageListsSome() {
        ForeignClaim[] claims = java.util.stream.IntStream.range(0, 64)
                .mapToObj(i -> claim("a", "192.168.1." + i, false))
                .toArray(ForeignClaim[]::new);

        assertThat(find(facts().report("a", RouterState.Master).foreign(claims), ConditionType.Accepted))
                .contains("192.168.1.4 with", " and 59 more outside the cluster")
                .doesNotContain("192.168.1.5 with");
    }

    @Test
    void whatIsRefused() {
        Facts facts = facts().generation(3)
                .refused("AddressConflict", "spec.addresses: …")
                .report("a", RouterState.Master);

        assertThat(find(facts, ConditionType.Accepted)).isEqualTo("False AddressConflict: spec.addresses: …");
        assertThat(find(facts, ConditionType.Programmed))
                .isEqualTo("False NotAccepted: Generation 3 is not accepted; what ran before goes on running.");
        assertThat(ready(facts)).startsWith("True OneMaster");
        assertThat(ready(facts().refused("InvalidSpec", "…").shortage("no spec of it was accepted yet")))
                .isEqualTo("False NotAccepted: No node takes part: no spec of it was accepted yet.");
    }

    @Test
    void whatIsNotProgrammed() {
        assertThat(find(
                        facts().participants(upToDate("a"), new AgentProgress("b", AgentProgress.State.Behind, "")),
                        ConditionType.Programmed))
                .isEqualTo("False AgentsBehind: The agents of these nodes have not taken it up yet: b.");
        assertThat(find(
                        facts().participants(new AgentProgress("b", AgentProgress.State.Failed, "no such interface")),
                        ConditionType.Programmed))
                .isEqualTo("False AgentFailed: b: no such interface.");
        assertThat(find(facts().heldBack("SyncGroup \"g\" is not accepted"), ConditionType.Programmed))
                .isEqualTo("False SyncGroupNotAccepted: SyncGroup \"g\" is not accepted.");
        assertThat(find(facts().shortage("the cluster has no nodes"), ConditionType.Programmed))
                .isEqualTo("False NoCandidates: No node takes part: the cluster has no nodes.");
    }

    @Test
    void theAgentsPartAndForeignConditionsAreLeftOut() {
        Condition foreign = new Condition(
                "TheirOwn", Condition.ConditionStatus.True, 1L, "2026-01-01T12:00:00Z", "Reason", "message");
        VirtualIPStatus full = new VirtualIPStatus(
                1L,
                "x",
                2,
                3,
                null,
                List.of(Facts.alive("a", RouterState.Master).state()),
                List.of(foreign));

        assertThat(VirtualIPReport.operatorPart(full))
                .isEqualTo(new VirtualIPStatus(1L, "x", 2, 3, null, List.of(), List.of()));
    }

    private static String ready(Facts facts) {
        return find(facts, ConditionType.Ready);
    }

    private static String find(Facts facts, ConditionType type) {
        return Facts.condition(VirtualIPReport.next(facts.build(), NEW, NOON).conditions(), type);
    }
}
