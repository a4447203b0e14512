package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.kubelet.KubeletCluster;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Testbed;

/**
 * How to play with a lab that is left running.
 *
 * @param address one that answers
 * @param log command that shows what the agent of a server says
 */
record KeptLab(Lab lab, Kubectl kubectl, String address, String log) {
    static KeptLab of(Testbed testbed) {
        return new KeptLab(
                testbed.lab(),
                testbed.kubectl(),
                TwoServers.SECOND_ADDRESS,
                "tail -f " + testbed.lab().directory() + "/server-b-agent.log");
    }

    static KeptLab of(KubeletCluster cluster) {
        return new KeptLab(
                cluster.lab(),
                cluster.kubectl(),
                KubeletTour.ADDRESS,
                "kubectl logs --namespace vrrp-system --selector app.kubernetes.io/component=node-agent --prefix --follow");
    }

    void explain(Narrator narrator) {
        narrator.say("""
                It is left running. Look at it:
                  export KUBECONFIG=%1$s
                  export PATH=%2$s:$PATH
                  kubectl get vip -o wide --watch
                  kubectl get events.events.k8s.io -n default --watch
                  kubectl explain virtualip.spec

                Break it and mend it (server-a, server-b, server-c; the cards are 1 and 2):
                  ip -n %3$s-lan link set %4$s down        # pulls a cable; up puts it back
                  ip -n %3$s-lan link set %4$s nomaster    # cuts it off in silence; master lan puts it back
                  ip netns exec %3$s-client ping %5$s    # asks as a client on the LAN
                  ip -n %3$s-server-b address              # what the kernel of a server holds
                  %6$s

                Stop and remove it:
                  e2e/demo --stop""".formatted(
                        kubectl.kubeconfig(),
                        kubectl.program().getParent(),
                        lab.footprint().prefix(),
                        lab.node(NodePlan.B).port(Card.SECOND),
                        address,
                        log));
    }
}
