package dev.vrrp.agent.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * One step of an RFC.
 *
 * @param id such as {@code RFC 9568 6.4.2 (430)}
 * @param words what it asks, in ours
 * @param remark may be empty
 */
record Step(String id, String words, String remark) {
    static final String RESOURCE = "/conformance/steps.txt";
    private static final String LEFT_OUT = "left out: ";

    /** All steps, in the order of the RFCs. */
    static List<Step> all() {
        try (InputStream input = Objects.requireNonNull(Step.class.getResourceAsStream(RESOURCE))) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Step::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Step parse(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length != 3) {
            throw new IllegalArgumentException("not \"id | words | remark\": " + line);
        }
        return new Step(fields[0].strip(), fields[1].strip(), fields[2].strip());
    }

    boolean isLeftOut() {
        return remark.startsWith(LEFT_OUT);
    }

    /** The section that it stands in, such as {@code RFC 9568 6.4.2}. */
    String section() {
        String[] words = id.split(" ", -1);
        return String.join(" ", words[0], words[1], words[2]);
    }

    /** Its name within the section; empty if it is the whole of it. */
    String name() {
        return id.substring(section().length()).strip();
    }
}
