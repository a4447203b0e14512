package dev.vrrp.agent;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.InvalidConfigurationException;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the agent. */
@Command(
        name = "node-agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        sortOptions = false,
        header = "Runs the VRRP virtual routers of one node.",
        description = {
            "",
            "With Kubernetes: runs what the NodeConfig of the node says, keeps it on disk, and reports to the API server.",
            "Without: runs the NodeConfig in a file.",
            "",
            "Needs CAP_NET_ADMIN and CAP_NET_RAW. SIGTERM resigns for all virtual routers and ends the agent.",
            "One that is started beside another on the node waits for its end; with Kubernetes it then goes on where the other leaves off.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM",
            "1:can't run here, the last line of the log says why",
            "2:the options or the file are wrong"
        })
final class NodeAgentCommand implements Callable<Integer> {
    @Option(
            names = "--node",
            paramLabel = "NAME",
            required = true,
            defaultValue = "${env:NODE_NAME}",
            description = "Name of the node, which is the name of its NodeConfig. Default: $NODE_NAME.")
    private String node = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the API server. Default: $KUBECONFIG, or the Pod's service account.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/vrrp-agent",
            description =
                    "Folder for the last configuration, from which the agent starts while the API server is down, and for what "
                            + "it changed on interfaces, which the next one puts back if this one is killed. "
                            + "Default: ${DEFAULT-VALUE}.")
    private Path stateDirectory = Path.of("/var/lib/vrrp-agent");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Run the NodeConfig in this YAML file, with the Secrets behind it in the same file, and no Kubernetes.")
    private @Nullable Path config;

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            converter = SocketAddress.class,
            description =
                    "Answer /metrics, /state, /healthz and /readyz there, such as on 127.0.0.1:9112. Default: nowhere.")
    private @Nullable InetSocketAddress http;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Agent agent = new Agent(node, http);
        if (config != null) {
            NodeConfigDocument document = read(config);
            agent.runStandalone(document, stateDirectory);
        } else {
            agent.runInCluster(Optional.ofNullable(kubeconfig), stateDirectory);
        }
        return 0;
    }

    /** The file, checked before anything starts. */
    private NodeConfigDocument read(Path file) {
        try {
            NodeConfigDocument document = NodeConfigFile.read(file);
            if (!document.name().equals(node)) {
                throw new InvalidConfigurationException(file + " is for node \"" + document.name() + "\", --node is \""
                        + node + "\": they must be the same");
            }
            ConfigurationReader.read(document.spec(), document.generation(), document);
            return document;
        } catch (IOException e) {
            throw new ParameterException(commandLine(), "--config: " + file + " can't be read: " + e);
        } catch (InvalidConfigurationException e) {
            throw new ParameterException(commandLine(), "--config: " + e.getMessage());
        }
    }

    private CommandLine commandLine() {
        return java.util.Objects.requireNonNull(spec).commandLine();
    }
}
