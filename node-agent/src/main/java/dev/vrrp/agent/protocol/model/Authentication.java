package dev.vrrp.agent.protocol.model;

/** Authentication of a version 2 advertisement (RFC 2338 section 5.3.6, kept by RFC 3768 for old peers). */
public sealed interface Authentication {
    /** Type 0. */
    record None() implements Authentication {}

    /**
     * Type 1: a password in clear. Its text never shows the password.
     *
     * @param data the 8 bytes on the wire, big-endian; shorter passwords end in zeros
     */
    record SimplePassword(long data) implements Authentication {
        /** The password {@code bytes}, 1 to 8 of them. */
        public static SimplePassword of(byte[] bytes) {
            if (bytes.length < 1 || bytes.length > Long.BYTES) {
                throw new IllegalArgumentException("the password has " + bytes.length + " bytes: 1 to 8 are possible");
            }
            long data = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                data = data << 8 | (i < bytes.length ? bytes[i] & 0xff : 0);
            }
            return new SimplePassword(data);
        }

        @Override
        public String toString() {
            return "SimplePassword[…]";
        }
    }
}
