package dev.vrrp.agent;

import dev.vrrp.agent.configuration.NodeConfigFile;
import picocli.CommandLine;

/** {@code java -jar node-agent.jar}. */
public final class NodeAgentMain {
    private NodeAgentMain() {}

    public static void main(String[] arguments) {
        meanwhile(KernelPorts::load);
        meanwhile(NodeConfigFile::load);
        int code = new CommandLine(new NodeAgentCommand()).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** What takes a fifth of a second each, while the options are read; where it fails, that is told when it is needed. */
    private static void meanwhile(Runnable load) {
        Thread.ofPlatform().name("load").daemon().start(load);
    }
}
