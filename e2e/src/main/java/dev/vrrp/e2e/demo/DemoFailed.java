package dev.vrrp.e2e.demo;

/** Something that the demonstration shows is not true. */
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        super(message);
    }
}
