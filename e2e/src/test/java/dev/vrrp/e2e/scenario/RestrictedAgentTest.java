package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.RouterPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The agent as nobody, with NET_ADMIN and NET_RAW and no other capability, none to be had, and every file system read-only but
 * for one folder: it is Master, for a card's address and for one on a virtual MAC address.
 */
class RestrictedAgentTest {
    private static final String PLAIN = "192.168.1.131";
    private static final String VIRTUAL_MAC = "192.168.1.132";

    /** Arguments: capabilities, folder of the jar, configuration, state folder, command. Everything is in a mount namespace of its own. */
    private static final String LAUNCHER = """
            set -e
            capabilities=$1 jars=$2 config=$3 state=$4
            shift 4
            mount -t tmpfs none /mnt
            mkdir /mnt/app /mnt/state
            install -o 65534 -m 0400 "$config" /mnt/config.yaml
            mount --bind "$jars" /mnt/app
            set -- "${@//"$jars"//mnt/app}"
            set -- "${@//"$config"//mnt/config.yaml}"
            set -- "${@//"$state"//mnt/state}"
            findmnt --noheadings --raw --output TARGET | while read -r target; do
              mount -o remount,bind,ro "$target" 2>/dev/null || true
            done
            mount -t tmpfs -o uid=65534,mode=0700 none /mnt/state
            export JDK_JAVA_OPTIONS='-Djava.io.tmpdir=/mnt/state -XX:-UsePerfData'
            exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs \\
              --bounding-set="-all,$capabilities" --inh-caps="-all,$capabilities" \\
              --ambient-caps="-all,$capabilities" -- "$@"
            """;

    @Test
    void twoCapabilitiesAndOneFolderAreEnough() {
        try (Lab lab = Lab.create(NodePlan.A)) {
            Node node = lab.node(NodePlan.A);
            StandaloneAgent agent = new StandaloneAgent(
                    node, lab.directory(), command -> restricted(lab, node, "+net_admin,+net_raw", command));
            agent.start(List.of(plan("plain", 61, 100, PLAIN, false), plan("virtual-mac", 62, 100, VIRTUAL_MAC, true)));
            try {
                await("the client is answered for both")
                        .atMost(Bounds.CONVERGENCE)
                        .until(() -> lab.client().reaches(PLAIN) && lab.client().reaches(VIRTUAL_MAC));
                assertThat(lab.client().neighbour(PLAIN)).contains(node.mac(Card.FIRST));
                assertThat(lab.client().neighbour(VIRTUAL_MAC)).contains("00:00:5e:00:01:3e");

                assertThat(Command.run("cat", "/proc/" + agent.agent().pid() + "/status")
                                .orThrow()
                                .output()
                                .lines()
                                .map(line -> line.replaceAll("\\s+", " ")))
                        .contains(
                                "CapPrm: 0000000000003000",
                                "CapEff: 0000000000003000",
                                "CapBnd: 0000000000003000",
                                "NoNewPrivs: 1",
                                "Uid: 65534 65534 65534 65534");
                for (String folder : List.of("/", "/tmp", "/run", "/var/lib", "/mnt")) {
                    assertThat(writable(agent, folder))
                            .as("%s is writable", folder)
                            .isFalse();
                }
                assertThat(writable(agent, "/mnt/state")).isTrue();

                agent.terminate();
                agent.awaitEnd();
                assertThat(node.heldAddresses()).extracting("address").doesNotContain(PLAIN, VIRTUAL_MAC);
                assertThat(node.namespace().ip("-br", "link")).doesNotContain("vrrp4-");
                assertThat(node.namespace()
                                .run("sysctl", "-n", "net.ipv4.conf." + Card.FIRST.device() + ".arp_ignore")
                                .output()
                                .strip())
                        .as("put back")
                        .isEqualTo("0");
            } catch (AssertionError | RuntimeException e) {
                System.out.println(agent.log());
                throw e;
            }
        }
    }

    /** A Master without addresses would keep the other one from answering. */
    @Test
    void withoutNetAdminItGivesWayToAnotherNode() {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            Node node = lab.node(NodePlan.A);
            StandaloneAgent agent =
                    new StandaloneAgent(node, lab.directory(), command -> restricted(lab, node, "+net_raw", command));
            StandaloneAgent other = new StandaloneAgent(lab.node(NodePlan.B), lab.directory());
            agent.start(List.of(plan("plain", 61, 150, PLAIN, false)));
            try {
                await("it has told what it lacks").atMost(Bounds.CONVERGENCE).until(() -> agent.log()
                        .contains("CapabilityMissing"));
                other.start(List.of(plan("plain", 61, 50, PLAIN, false)));
                await("the client is answered by the other one")
                        .atMost(Bounds.CONVERGENCE)
                        .until(() -> lab.client().reaches(PLAIN));
                assertThat(lab.node(NodePlan.B).holds(PLAIN)).isTrue();
            } catch (AssertionError | RuntimeException e) {
                System.out.println(agent.log());
                throw e;
            }
        }
    }

    private static List<String> restricted(Lab lab, Node node, String capabilities, List<String> command) {
        List<String> launched = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--",
                "bash",
                "-c",
                LAUNCHER,
                "launcher",
                capabilities,
                Checkout.find().jar("node-agent").resolveSibling("").toString(),
                lab.directory().resolve(node.name() + ".yaml").toString(),
                lab.directory().resolve(node.name() + "-state").toString()));
        launched.addAll(command);
        return launched;
    }

    private static boolean writable(StandaloneAgent agent, String folder) {
        Path file = Path.of(folder, "vrrp-written-by-a-test");
        return Command.run(List.of(
                        "nsenter",
                        "--target=" + agent.agent().pid(),
                        "--mount",
                        "--",
                        "bash",
                        "-c",
                        "touch " + file + " && rm " + file))
                .succeeded();
    }

    private static RouterPlan plan(String name, int virtualRouterId, int priority, String address, boolean virtualMac) {
        return new RouterPlan(
                name,
                Card.FIRST.device(),
                virtualRouterId,
                3,
                Duration.ofMillis(100),
                priority,
                true,
                null,
                List.of(address + "/24"),
                List.of(),
                false,
                virtualMac,
                List.of(),
                null);
    }
}
