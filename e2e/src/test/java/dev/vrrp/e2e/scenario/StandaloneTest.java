package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The agent with a file in place of Kubernetes. */
class StandaloneTest {
    @Test
    void twoAgentsWithFilesMoveBothAddresses() throws IOException {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            GroupWatch watch = GroupWatch.start(lab, TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
            Agent agentA = agent(lab, lab.node(NodePlan.A), TwoServersExample.PRIORITY_A);
            assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
            Agent agentB = agent(lab, lab.node(NodePlan.B), TwoServersExample.PRIORITY_B);
            try {
                awaitBackup(agentB);
                Takeover failed = watch.observe(
                        () -> agentA.node().carrierDown(Card.SECOND), Bounds.takeover(TwoServersExample.PRIORITY_B));
                assertThat(failed.to()).isEqualTo("server-b");
                agentA.node().carrierUp(Card.SECOND);
                assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-b");

                Takeover resigned = watch.observe(agentB::terminate, Bounds.takeover(TwoServersExample.PRIORITY_A));
                assertThat(resigned.to()).isEqualTo("server-a");
                assertThat(resigned.duration()).isLessThan(Duration.ofSeconds(2));
                assertThat(agentB.awaitEnd()).isZero();
                System.out.println("card down: " + failed + "\nSIGTERM: " + resigned);
            } catch (AssertionError e) {
                System.out.println(Files.readString(agentA.log()) + Files.readString(agentB.log()));
                throw e;
            }
        }
    }

    private static void awaitBackup(Agent agent) {
        await("the agent is a backup").atMost(Bounds.CONVERGENCE).untilAsserted(() -> assertThat(agent.log())
                .content()
                .contains("vi-1-ipv4: Initialize -> Backup", "vi-2-ipv4: Initialize -> Backup"));
    }

    private static Agent agent(Lab lab, Node node, int priority) throws IOException {
        Path configuration = lab.directory().resolve(node.name() + ".yaml");
        Files.createFile(
                configuration, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(configuration, """
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: %1$s}
                spec:
                  virtualRouters:
                  - name: vi-1-ipv4
                    virtualIP: vi-1
                    vrid: 51
                    version: 2
                    interface: eno16777736
                    priority: %2$d
                    preempt: false
                    addresses: [192.168.1.111/24]
                    authentication: {type: SimplePassword, secretRef: {name: vi-1-vrrp, key: password}}
                    track: {interfaces: [{name: eno33554984}]}
                  - name: vi-2-ipv4
                    virtualIP: vi-2
                    vrid: 52
                    version: 2
                    interface: eno33554984
                    priority: %2$d
                    preempt: false
                    addresses: [192.168.1.112/24]
                    authentication: {type: SimplePassword, secretRef: {name: vi-2-vrrp, key: password}}
                    track: {interfaces: [{name: eno16777736}]}
                  syncGroups:
                  - {name: vg1, virtualRouters: [vi-1-ipv4, vi-2-ipv4]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: vi-1-vrrp, namespace: vrrp-system}
                stringData: {password: "1111"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: vi-2-vrrp, namespace: vrrp-system}
                stringData: {password: "2222"}
                """.formatted(node.name(), priority));
        Agent agent = Agent.standalone(node, Checkout.find().jar("node-agent"), configuration, lab.directory());
        agent.start();
        return agent;
    }
}
