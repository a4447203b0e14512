package dev.vrrp.e2e.lab;

import java.util.List;

/** What a program that ended has left. */
public record CommandResult(List<String> command, int exitCode, String output, String errors) {
    public CommandResult {
        command = List.copyOf(command);
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** This result if the exit code is 0, else {@link CommandFailed} with what the program said. */
    public CommandResult orThrow() {
        if (!succeeded()) {
            throw new CommandFailed(command, "exit code " + exitCode + ": " + (errors + output).strip());
        }
        return this;
    }
}
