package dev.vrrp.e2e.product;

import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.HeldAddress;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        logs().forEach(this::log);
        return text.toString();
    }

    /** The logs of all programs of the lab but the control plane. */
    private List<Path> logs() {
        try (Stream<Path> files = Files.walk(testbed.lab().directory(), 2)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> !testbed.controlPlane().logs().contains(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kubectl(String... arguments) {
        section("kubectl " + String.join(" ", arguments));
        CommandResult result = testbed.kubectl().run(arguments);
        text.append(result.output()).append(result.errors());
    }

    private void log(Path file) {
        section("end of " + file.getFileName());
        List<String> lines = lines(file);
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                .forEach(line -> text.append(line).append('\n'));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private void section(String title) {
        text.append("\n--- ").append(title).append(" ---\n");
    }
}
