package dev.vrrp.agent.preflight;

import dev.vrrp.agent.runtime.NodeState;
import java.io.IOException;

/** Looks at one thing; the preflight thread asks it again and again. */
interface Check {
    /** Of all its findings. */
    String condition();

    /**
     * Looks.
     *
     * @throws IOException if it can't be found out
     */
    Finding look(NodeState node) throws IOException;
}
