package dev.vrrp.e2e.demo;

import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.CommandResult;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/** Prints for a person or a log: lines only, in colour only on a terminal. */
final class Narrator {
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final boolean colour;
    private int section;
    private boolean blank;

    private Narrator(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    static Narrator onStandardOutput() {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return new Narrator(System.out, terminal);
    }

    void heading(String title) {
        section++;
        gap();
        print(styled(BOLD, section + ". " + title));
        gap();
    }

    /** Prints a paragraph. */
    void say(String text) {
        gap();
        print(text);
    }

    /** Something that was found to be true. */
    void fact(String text) {
        print(styled(GREEN, "✓ ") + text);
    }

    void failure(String text) {
        gap();
        print(styled(RED, "✗ ") + text);
    }

    /** Shows a command that was run, and what it printed; it must have succeeded. */
    String show(String shown, CommandResult result) {
        gap();
        print(styled(BOLD, "$ " + shown));
        (result.output() + result.errors()).stripTrailing().lines().forEach(this::print);
        if (!result.succeeded()) {
            throw new DemoFailed(shown + " ended with exit code " + result.exitCode());
        }
        return result.output();
    }

    /** Runs kubectl and shows it. */
    String kubectl(Kubectl kubectl, String... arguments) {
        return show("kubectl " + String.join(" ", arguments), kubectl.run(arguments));
    }

    private void gap() {
        if (!blank) {
            print("");
        }
    }

    private void print(String line) {
        out.println(line);
        blank = line.isEmpty();
    }

    private String styled(String style, String text) {
        return colour ? style + text + RESET : text;
    }
}
