package dev.vrrp.operator.status;

/**
 * Something worth an Event.
 *
 * @param action what the operator was doing, one PascalCase word
 * @param note at most 1,024 characters
 */
public record Notice(Kind kind, String reason, String action, String note) {
    /** {@code maxLength} of a note. */
    private static final int LONGEST_NOTE = 1024;

    /** Types of Events. */
    public enum Kind {
        Normal,
        Warning
    }

    public Notice {
        note = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
    }
}
