package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.Ipv4Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What interfaces had before an agent changed it, for the agent after one that was killed. The first line is the id of the
 * boot, because a reboot puts everything back by itself; then a line for each setting: interface index, name, value.
 */
final class SettingsFile {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;

    SettingsFile(Path file) {
        this.file = file;
    }

    /** By interface index; empty if there is no file or it is of an earlier boot. */
    Map<Integer, Map<Ipv4Setting, Integer>> read() throws IOException {
        Map<Integer, Map<Ipv4Setting, Integer>> settings = new HashMap<>();
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().equals(boot())) {
                return settings;
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] parts = line.split(" ", 3);
                settings.computeIfAbsent(Integer.valueOf(parts[0]), _ -> new EnumMap<>(Ipv4Setting.class))
                        .put(Ipv4Setting.valueOf(parts[1]), Integer.valueOf(parts[2]));
            }
            return settings;
        } catch (NoSuchFileException e) {
            return settings;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + " can't be understood", e);
        }
    }

    /** Replaces the file as a whole; its owner alone can read it. */
    void write(Map<Integer, Map<Ipv4Setting, Integer>> settings) throws IOException {
        List<String> lines = new ArrayList<>(List.of(boot()));
        settings.forEach((link, values) -> values.forEach((name, value) -> lines.add(link + " " + name + " " + value)));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, lines);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String boot() throws IOException {
        return Files.readString(BOOT).strip();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
