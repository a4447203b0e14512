package dev.vrrp.e2e.product;

import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.HeldAddress;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The state of a testbed in words. */
final class Diagnosis {
    private static final int LOG_LINES = 40;

    private final Testbed testbed;
    private final StringBuilder text = new StringBuilder();

    Diagnosis(Testbed testbed) {
        this.testbed = testbed;
    }

    String text() {
        if (testbed.controlPlane().apiServerRuns()) {
            kubectl("get", "virtualips,syncgroups", "-o", "wide");
            kubectl("describe", "virtualips,syncgroups");
            kubectl("get", "nodeconfigs", "-o", "yaml");
        } else {
            text.append("The API server does not run.\n");
        }
        for (Node node : testbed.lab().nodes()) {
            section("addresses of " + node);
            text.append(node.heldAddresses().stream().map(HeldAddress::toString).collect(Collectors.joining("\n")))
                    .append('\n');
        }
        section("neighbours of the client");
        text.append(testbed.lab().client().namespace().ip("neighbour"));
        log(testbed.operatorLog());
        testbed.agents().forEach(agent -> log(agent.log()));
        return text.toString();
    }

    private void kubectl(String... arguments) {
        section("kubectl " + String.join(" ", arguments));
        CommandResult result = testbed.kubectl().run(arguments);
        text.append(result.output()).append(result.errors());
    }

    private void log(Path file) {
        section("end of " + file.getFileName());
        try {
            List<String> lines = Files.readAllLines(file);
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        } catch (IOException e) {
            text.append(e).append('\n');
        }
    }

    private void section(String title) {
        text.append("\n--- ").append(title).append(" ---\n");
    }
}
