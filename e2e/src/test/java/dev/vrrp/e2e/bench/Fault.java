package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.Card;
import java.time.Duration;
import java.util.Random;

/** What goes wrong with one of the competitors in the chaos run, and how it ends. */
enum Fault {
    KILLED {
        @Override
        void begin(Competitor victim, Random random) {
            victim.signal("KILL");
            victim.awaitDeath();
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.start();
        }
    },
    FROZEN {
        @Override
        void begin(Competitor victim, Random random) {
            victim.signal("STOP");
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.signal("CONT");
        }
    },
    /** Off the LAN, in silence. */
    CUT {
        @Override
        void begin(Competitor victim, Random random) {
            victim.node().cutSilently();
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.node().healCut();
        }
    },
    /** It is heard, but hears no advertisement. */
    DEAF {
        @Override
        void begin(Competitor victim, Random random) {
            victim.node().deafen();
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.node().hear();
        }
    },
    WITHOUT_CARRIER {
        @Override
        void begin(Competitor victim, Random random) {
            for (Card card : Card.values()) {
                victim.node().carrierDown(card);
            }
        }

        @Override
        void end(Competitor victim, Random random) {
            for (Card card : Card.values()) {
                victim.node().carrierUp(card);
            }
        }
    },
    /** Another program takes its addresses off the cards. */
    ROBBED {
        @Override
        void begin(Competitor victim, Random random) {
            for (ChaosRun.Watched watched : ChaosRun.WATCHED) {
                victim.node()
                        .namespace()
                        .run(
                                "ip",
                                "address",
                                "del",
                                watched.address() + "/24",
                                "dev",
                                watched.card().device());
            }
        }

        @Override
        void end(Competitor victim, Random random) {}
    },
    STOPPED {
        @Override
        void begin(Competitor victim, Random random) {
            victim.terminate();
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.awaitEnd();
            victim.start();
        }
    },
    /** Stopped, and started with another configuration. */
    RECONFIGURED {
        @Override
        void begin(Competitor victim, Random random) {
            victim.terminate();
        }

        @Override
        void end(Competitor victim, Random random) {
            victim.awaitEnd();
            // of an agent always above keepalived, and no two are equal: A is even, B is odd
            int other = 110 + 2 * random.nextInt(60) + victim.priority() % 2;
            victim.start(victim.isAgent() ? other : victim.priority());
        }
    };

    private static final Duration LONGEST = Duration.ofSeconds(6);

    abstract void begin(Competitor victim, Random random);

    abstract void end(Competitor victim, Random random);

    /** How long it lasts, some short and some longer than an election. */
    static Duration duration(Random random) {
        double part = random.nextDouble();
        return Duration.ofNanos((long) (part * part * LONGEST.toNanos()));
    }
}
