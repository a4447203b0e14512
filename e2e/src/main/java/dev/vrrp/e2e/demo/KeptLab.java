package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Testbed;

/** How to play with a lab that is left running. */
record KeptLab(Testbed testbed) {

    void explain(Narrator narrator) {
        String prefix = testbed.lab().footprint().prefix();
        String port = testbed.lab().node(NodePlan.B).port(Card.SECOND);
        narrator.heading("Everything shown was true, and is left running");
        narrator.say("""
                Look at it:
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
                  tail -f %6$s/server-b-agent.log

                Stop and remove it:
                  e2e/demo --stop""".formatted(
                        testbed.kubectl().kubeconfig(),
                        testbed.kubectl().program().getParent(),
                        prefix,
                        port,
                        TwoServers.SECOND_ADDRESS,
                        testbed.lab().directory()));
    }
}
