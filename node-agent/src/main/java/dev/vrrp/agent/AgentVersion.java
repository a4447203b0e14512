package dev.vrrp.agent;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar's manifest. */
final class AgentVersion implements IVersionProvider {
    static String text() {
        return Objects.requireNonNullElse(AgentVersion.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"node-agent " + text()};
    }
}
