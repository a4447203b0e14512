package dev.vrrp.e2e.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything that a lab leaves on the machine, found by name alone: namespaces and links that start with its prefix,
 * the processes in these namespaces, control groups, and one folder. So a lab can be removed by another program than the
 * one that made it: by a shutdown hook, by the next lab if its owner was killed, or by a command.
 */
public record Footprint(String prefix, Path directory) {
    private static final Path LABS = Path.of(System.getProperty("java.io.tmpdir"), "vrrp-lab");
    private static final String OWNER = "owner";
    private static final String KEPT = "kept";
    private static final Duration REMOVAL_BOUND = Duration.ofSeconds(30);

    /** Claims a prefix that no other lab on this machine uses, and removes labs whose owners are dead. */
    static Footprint claim() {
        return locked(() -> {
            all().stream().filter(Footprint::orphaned).forEach(Footprint::remove);
            long pid = ProcessHandle.current().pid();
            for (char letter = 'a'; letter <= 'z'; letter++) {
                String prefix = "v" + Long.toString(pid, Character.MAX_RADIX) + letter;
                Path directory = LABS.resolve(prefix);
                if (Files.notExists(directory)) {
                    create(directory);
                    Footprint footprint = new Footprint(prefix, directory);
                    footprint.write(pid + " " + startOf(ProcessHandle.current()));
                    return footprint;
                }
            }
            throw new IllegalStateException("26 labs of this program are open: close some");
        });
    }

    /** Runs {@code action} while no other program on this machine claims names or addresses for a lab. */
    static <T> T locked(Supplier<T> action) {
        synchronized (Footprint.class) {
            create(LABS);
            try (FileChannel channel = FileChannel.open(
                            LABS.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IllegalStateException(LABS + "/lock cannot be locked");
                }
                return action.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The labs that outlived the program that made them, on purpose. */
    public static List<Footprint> kept() {
        return all().stream().filter(Footprint::isKept).toList();
    }

    /** From now on the lab outlives this program, until {@link #remove}. */
    public void keep() {
        write(KEPT);
    }

    public boolean isKept() {
        return read().map(KEPT::equals).orElse(false);
    }

    /** Kills the lab's processes and removes its namespaces, links and folder. Does nothing where nothing is left. */
    public void remove() {
        List<NetworkNamespace> namespaces = NetworkNamespace.startingWith(prefix + "-");
        List<ProcessHandle> processes = namespaces.stream()
                .flatMap(namespace -> namespace.processes().stream())
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes);
        Command.run(List.of("ip", "link", "delete", managementLink()));
        namespaces.forEach(NetworkNamespace::delete);
        removeControlGroups();
        delete(directory);
    }

    /** The groups named after the lab, in each hierarchy: one of version 2, or several of version 1. */
    private void removeControlGroups() {
        Command.run(List.of(
                "sh",
                "-c",
                "for group in /sys/fs/cgroup/$0 /sys/fs/cgroup/*/$0; do"
                        + " [ ! -d $group ] || find $group -depth -type d -exec rmdir {} +; done",
                prefix));
    }

    /** Name of the lab's one link in the machine's own namespace. */
    String managementLink() {
        return prefix + "m";
    }

    NetworkNamespace createNamespace(String name) {
        return NetworkNamespace.create(prefix + "-" + name);
    }

    private boolean orphaned() {
        Optional<String> owner = read();
        if (owner.isEmpty()) {
            return true;
        }
        if (owner.get().equals(KEPT)) {
            return false;
        }
        String[] pidAndStart = owner.get().split(" ", 2);
        return ProcessHandle.of(Long.parseLong(pidAndStart[0]))
                .filter(process -> String.valueOf(startOf(process)).equals(pidAndStart[1]))
                .isEmpty();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static List<Footprint> all() {
        if (Files.notExists(LABS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(LABS)) {
            return entries.filter(Files::isDirectory)
                    .map(directory -> new Footprint(directory.getFileName().toString(), directory))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> read() {
        try {
            return Optional.of(Files.readString(directory.resolve(OWNER)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String owner) {
        try {
            Files.writeString(directory.resolve(OWNER), owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        Instant bound = Instant.now().plus(REMOVAL_BOUND);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)
                && Instant.now().isBefore(bound)) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
