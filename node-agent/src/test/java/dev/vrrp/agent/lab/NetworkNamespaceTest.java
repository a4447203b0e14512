package dev.vrrp.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTest {
    @Test
    void aThreadStartedInsideIsInside() {
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            String own = namespace.run(NetworkNamespaceTest::current);
            String started = namespace.run(() -> {
                CompletableFuture<String> result = new CompletableFuture<>();
                Thread.ofPlatform().start(() -> result.complete(current()));
                return result.get(10, TimeUnit.SECONDS);
            });
            assertThat(started).isEqualTo(own).isNotEqualTo(current());
        }
    }

    private static String current() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
