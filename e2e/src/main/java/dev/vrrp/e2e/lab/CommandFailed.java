package dev.vrrp.e2e.lab;

import java.util.List;

/** A program did not do what it was started for. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(List<String> command, String reason) {
        super(String.join(" ", command) + ": " + reason);
    }
}
