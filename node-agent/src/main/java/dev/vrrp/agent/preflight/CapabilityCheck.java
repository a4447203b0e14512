package dev.vrrp.agent.preflight;

import dev.vrrp.agent.runtime.NodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the agent may do what it has to. */
record CapabilityCheck(Path status) implements Check {
    private static final String EFFECTIVE = "CapEff:";
    /** linux/capability.h. */
    private static final int NET_ADMIN = 12;

    private static final int NET_RAW = 13;

    @Override
    public String condition() {
        return "Capable";
    }

    @Override
    public Finding look(NodeState node) throws IOException {
        long effective = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(EFFECTIVE))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16))
                .findFirst()
                .orElseThrow(() -> new IOException(status + " has no " + EFFECTIVE));
        List<String> missing = new ArrayList<>();
        if ((effective >>> NET_ADMIN & 1) == 0) {
            missing.add("NET_ADMIN, without which no address can be set");
        }
        if ((effective >>> NET_RAW & 1) == 0) {
            missing.add("NET_RAW, without which VRRP is neither sent nor heard");
        }
        return missing.isEmpty()
                ? Finding.fine(condition(), "CapabilitiesPresent", "the agent has NET_ADMIN and NET_RAW")
                : Finding.wrong(
                        condition(),
                        "CapabilityMissing",
                        "the agent does not have " + String.join("; nor ", missing)
                                + ". Its container needs securityContext.capabilities.add: [NET_ADMIN, NET_RAW], and the entry "
                                + "point of the image, which hands them on to a user that is not root");
    }
}
