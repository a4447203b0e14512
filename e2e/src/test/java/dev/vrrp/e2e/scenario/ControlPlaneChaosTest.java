package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.OperatorProcess;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever happens to the control plane, no address moves that should not, and everything is true again afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ControlPlaneChaosTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.120";
    private static final Duration TRUE_AGAIN = Duration.ofSeconds(45);
    private static final int LAST = 99;

    private Instant start = Instant.EPOCH;

    @BeforeAll
    void applyTheSimplest() {
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        await("the address is held")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> LAB.testbed().lab().holders(ADDRESS).size() == 1);
        LAB.awaitBestRanked("ingress");
        LAB.testbed().lab().client().probe(ADDRESS);
    }

    @BeforeEach
    void allIsWell() {
        awaitTruth();
        start = Instant.now();
    }

    @AfterEach
    void theAddressLostNothingAndAllIsTrue() {
        awaitTruth();
        Probe probe = LAB.testbed().lab().client().probe(ADDRESS);
        assertThat(probe.answeringNodes(start)).as("nodes that answered").hasSize(1);
        assertThat(probe.lost(start)).as("lost probes").isZero();
    }

    @Test
    @Order(1)
    void aNodeConfigThatSomebodyEditsIsPutRight() {
        String before = specs();
        LAB.testbed()
                .kubectl()
                .output(
                        "patch",
                        "nodeconfig",
                        backup(),
                        "--type=json",
                        "--patch=[{\"op\":\"replace\",\"path\":\"/spec/virtualRouters/0/priority\",\"value\":1}]");
        awaitSpecs(before);

        LAB.testbed()
                .kubectl()
                .output("patch", "nodeconfig", backup(), "--type=merge", "--patch={\"spec\":{\"virtualRouters\":[]}}");
        awaitSpecs(before);
    }

    @Test
    @Order(2)
    void nodeConfigsThatSomebodyDeletesComeBackAndNothingStops() {
        String before = specs();
        LAB.testbed().kubectl().output("delete", "nodeconfigs", "--all");
        awaitSpecs(before);
    }

    @Test
    @Order(3)
    void anOperatorThatIsKilledAtAnyMomentLeavesNothingHalfDone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("seed " + seed);
        OperatorProcess operator = LAB.testbed().operator();
        for (int i = 1; i <= 4; i++) {
            delayPreemption(i);
            pause(Duration.ofMillis(random.nextInt(400)));
            operator.kill();
            operator.start();
            pause(Duration.ofMillis(2_500 + random.nextInt(1_500)));
        }
        delayPreemption(LAST);
        await("every node has the last word")
                .atMost(TRUE_AGAIN)
                .until(() -> specs().split(LAST + "ms", -1).length - 1 == 3);
    }

    @Test
    @Order(4)
    void twoOperatorsThatBothDecideDecideTheSame() {
        OperatorProcess first = LAB.testbed().operator("alone-1", "--no-leader-election");
        OperatorProcess second = LAB.testbed().operator("alone-2", "--no-leader-election");
        String before = generations();
        first.start();
        second.start();
        pause(Duration.ofSeconds(8));
        assertThat(generations()).as("NodeConfigs that were written").isEqualTo(before);

        delayPreemption(LAST + 1);
        await("every node has the change")
                .atMost(TRUE_AGAIN)
                .until(() -> specs().split((LAST + 1) + "ms", -1).length - 1 == 3);
        String after = generations();
        pause(Duration.ofSeconds(3));
        assertThat(generations()).as("they do not quarrel").isEqualTo(after);
        first.terminate();
        second.terminate();
    }

    @Test
    @Order(5)
    void etcdIsKilledAndStartedAgain() {
        String before = specs();
        LAB.testbed().controlPlane().restartEtcd();
        delayPreemption(7);
        await("the operator follows again").atMost(TRUE_AGAIN).until(() -> !specs().equals(before));
    }

    @Test
    @Order(6)
    void everyWatchIsCut() {
        String before = specs();
        LAB.testbed().controlPlane().cutAllConnections();
        delayPreemption(8);
        await("the operator follows again").atMost(TRUE_AGAIN).until(() -> !specs().equals(before));
    }

    /** Nobody compares the clocks of two machines: the agent lives and can take over. */
    @Test
    @Order(7)
    void theClockOfANodeIsAnHourAhead() {
        Agent right = LAB.testbed().agent(backup());
        Agent wrong = right.launchedBy(ControlPlaneChaosTest::anHourAhead);
        Reported reported = new Reported(LAB.testbed().kubectl());
        String master = reported.master("virtualip", "ingress").orElseThrow();
        Agent other = LAB.testbed().agents().stream()
                .filter(agent -> agent != right && !agent.node().name().equals(master))
                .findFirst()
                .orElseThrow();
        end(right);
        end(other);
        wrong.start();
        try {
            await("it is a Backup by its own clock").atMost(TRUE_AGAIN).until(() -> backupsSince(
                            Instant.now().plus(Duration.ofMinutes(30)))
                    .equals(List.of(wrong.node().name())));
            // longer than the word of an agent that is not heard again counts
            pause(Duration.ofSeconds(12));
            assertThat(reported.condition("virtualip", "ingress", "Redundant")
                            .orElseThrow()
                            .status())
                    .as("whether it alone could take over")
                    .isEqualTo("True");
            assertThat(reported.condition("virtualip", "ingress", "SplitBrain")
                            .orElseThrow()
                            .status())
                    .isEqualTo("False");
        } finally {
            end(wrong);
            right.start();
            other.start();
        }
    }

    /** The time of day alone: timers are those of the machine. */
    private static List<String> anHourAhead(List<String> command) {
        return Stream.concat(
                        Stream.of(
                                "env",
                                "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1",
                                "FAKETIME=+3600s",
                                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                                // it makes every wait of Java seconds long
                                "FAKETIME_FORCE_MONOTONIC_FIX=0"),
                        command.stream())
                .toList();
    }

    private static void end(Agent agent) {
        agent.terminate();
        agent.awaitEnd();
    }

    private static List<String> backupsSince(Instant time) {
        return LAB.testbed()
                .kubectl()
                .json("get", "vip", "ingress")
                .at("/status/nodes")
                .valueStream()
                .filter(state -> state.path("state").asText().equals("Backup")
                        && Instant.parse(state.path("since").asText()).isAfter(time))
                .map(state -> state.path("node").asText())
                .toList();
    }

    /** The agents go on with what they last heard, and take up the same when it is there again. */
    @Test
    @Order(8)
    void theDefinitionOfNodeConfigsIsDeletedAndInstalledAgain() {
        LAB.testbed().kubectl().output("delete", "crd", "nodeconfigs.vrrp.dev");
        pause(Duration.ofSeconds(3));
        LAB.testbed().applyFile("deploy/crds/nodeconfigs.yaml");
        LAB.testbed().kubectl().output("wait", "--for=condition=Established", "crd/nodeconfigs.vrrp.dev");
        if (!LAB.testbed().operator().runs()) {
            LAB.testbed().operator().start();
        }
        await("the NodeConfigs are back")
                .atMost(TRUE_AGAIN)
                .until(() -> specs().split("ingress-ipv4", -1).length - 1 == 3);
    }

    private static void awaitTruth() {
        LAB.testbed().kubectl().output("wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=45s");
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "virtualip/ingress", "--timeout=45s");
        LAB.testbed().kubectl().output("wait", "--for=condition=Programmed", "virtualip/ingress", "--timeout=45s");
    }

    private static String backup() {
        String holder = LAB.testbed().lab().holders(ADDRESS).getFirst().name();
        return LAB.testbed().lab().nodes().stream()
                .map(node -> node.name())
                .filter(name -> !name.equals(holder))
                .findFirst()
                .orElseThrow();
    }

    private static void delayPreemption(int millis) {
        LAB.testbed()
                .kubectl()
                .output(
                        "patch",
                        "virtualip",
                        "ingress",
                        "--type=merge",
                        "--patch={\"spec\":{\"preemptDelay\":\"%dms\"}}".formatted(millis));
    }

    private static void awaitSpecs(String expected) {
        await("the NodeConfigs are what they were").atMost(TRUE_AGAIN).untilAsserted(() -> assertThat(specs())
                .isEqualTo(expected));
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }

    private static String specs() {
        return print("{range .items[*]}{.metadata.name} {.spec}{\"\\n\"}{end}");
    }

    private static String generations() {
        return print("{range .items[*]}{.metadata.name} {.metadata.generation}{\"\\n\"}{end}");
    }

    private static String print(String template) {
        return LAB.testbed()
                .kubectl()
                .run("get", "nodeconfigs", "-o", "jsonpath=" + template)
                .output();
    }
}
