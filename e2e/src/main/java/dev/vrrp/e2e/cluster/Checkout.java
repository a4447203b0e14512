package dev.vrrp.e2e.cluster;

import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checkout of the project that this program runs in, and what is built in it. */
public record Checkout(Path root) {
    private static final String CONTROL_PLANE = "e2e/control-plane/ensure";
    private static final Duration BUILD_BOUND = Duration.ofMinutes(40);

    /** The checkout that holds the working directory. */
    public static Checkout find() {
        Path start = Path.of("").toAbsolutePath();
        for (Optional<Path> folder = Optional.of(start); folder.isPresent(); folder = folder.map(Path::getParent)) {
            if (Files.exists(folder.get().resolve(CONTROL_PLANE))) {
                return new Checkout(folder.get());
            }
        }
        throw new IllegalStateException(
                start + " is not in a checkout of vrrp-operator: no folder above it has " + CONTROL_PLANE);
    }

    /** A file or folder of the checkout, which must exist. */
    public Path file(String path) {
        Path file = root.resolve(path);
        if (Files.notExists(file)) {
            throw new IllegalStateException(file + " is missing");
        }
        return file;
    }

    /** A program that the build makes. */
    public Path jar(String module) {
        Path jar = root.resolve(module).resolve("target").resolve(module + ".jar");
        if (Files.notExists(jar)) {
            throw new IllegalStateException(
                    jar + " is missing: build it with mvn -DskipTests package, or run e2e/test");
        }
        return jar;
    }

    /** The folder with etcd, kube-apiserver and kubectl; they are built if this has not been done yet. */
    public Path controlPlanePrograms() {
        return ensure(CONTROL_PLANE);
    }

    /** The folder with what a cluster of real kubelets needs besides; it is built if this has not been done yet. */
    public Path kubeletPrograms() {
        return ensure("e2e/kubelets/ensure");
    }

    /** promtool, which evaluates alerts; it is built if this has not been done yet. */
    public Path promtool() {
        return ensure("e2e/promtool/ensure").resolve("promtool");
    }

    private Path ensure(String script) {
        CommandResult ensured = Command.run(List.of(file(script).toString()), "", Map.of(), BUILD_BOUND);
        return Path.of(ensured.orThrow().output().strip());
    }
}
