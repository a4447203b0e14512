package dev.vrrp.agent.fuzz;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.InvalidConfigurationException;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import dev.vrrp.agent.runtime.AgentConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The NodeConfig on disk, which a user may have written. */
public final class NodeConfigTarget {
    private static final DocumentEdits EDITS = new DocumentEdits(Target.NODE_CONFIG.seeds());

    private NodeConfigTarget() {}

    /** Each input as it is, and as edits of a good file. */
    public static void fuzzerTestOneInput(byte[] input) {
        check(input);
        check(EDITS.apply(input));
    }

    private static void check(byte[] input) {
        try {
            NodeConfigDocument document = NodeConfigFile.parse("input", input);
            AgentConfiguration accepted = configuration(document);
            AgentConfiguration again = configuration(NodeConfigFile.parse("again", NodeConfigFile.format(document)));
            if (!again.equals(accepted)) {
                throw new AssertionError(accepted + " is read back as " + again);
            }
        } catch (InvalidConfigurationException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("rejected without a reason", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AgentConfiguration configuration(NodeConfigDocument document) throws InvalidConfigurationException {
        return ConfigurationReader.read(document.spec(), document.generation(), document);
    }
}
