package dev.vrrp.agent;

import picocli.CommandLine;

/** {@code java -jar node-agent.jar}. */
public final class NodeAgentMain {
    private NodeAgentMain() {}

    public static void main(String[] arguments) {
        int code = new CommandLine(new NodeAgentCommand()).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }
}
