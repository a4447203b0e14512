package dev.vrrp.e2e.product;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a user starts one of the product's programs: {@code java -jar}, with options for a small heap. */
final class Program {
    private static final List<String> SMALL_HEAP = List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1");

    /** More options of Java, by which a benchmark starts the agents as their image does. */
    private static final List<String> MORE = Stream.of(
                    System.getProperty("vrrp.java.options", "").split(" ", -1))
            .filter(option -> !option.isEmpty())
            .toList();

    private Program() {}

    static List<String> command(Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL_HEAP);
        command.addAll(MORE);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
