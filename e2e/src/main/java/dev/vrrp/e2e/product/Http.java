package dev.vrrp.e2e.product;

import dev.vrrp.e2e.lab.NetworkNamespace;

/** Asks a program of the product on the loopback interface of its own network namespace. */
final class Http {
    private Http() {}

    /** The answer with its header; empty: there is none. */
    static String ask(NetworkNamespace namespace, int port, String path) {
        String request =
                "exec 3<>/dev/tcp/127.0.0.1/%d && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && timeout 5 cat <&3"
                        .formatted(port, path);
        return namespace.run("bash", "-c", request).output();
    }
}
