package dev.vrrp.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says that processes have used. */
final class ProcessCost {
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIBIBYTE = 1024;

    private ProcessCost() {}

    /** User and system time of all of {@code processes}, in seconds, exact to a hundredth. */
    static double cpuSeconds(List<Long> processes) {
        return processes.stream()
                .mapToDouble(process -> {
                    // what follows the name, which is in parentheses and may hold anything, begins with field 3
                    String stat = read(process, "stat");
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
                })
                .sum();
    }

    /** Memory of all of {@code processes}, what is shared with others counted in shares, in millions of bytes. */
    static double pssMegabytes(List<Long> processes) {
        return processes.stream()
                .mapToDouble(process -> read(process, "smaps_rollup")
                        .lines()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum())
                .map(kibibytes -> kibibytes * KIBIBYTE / 1e6)
                .sum();
    }

    /** The most memory that a process ever had resident, what is shared with others counted in full, in millions of bytes. */
    static double mostMegabytes(long process) {
        return read(process, "status")
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * KIBIBYTE
                / 1e6;
    }

    private static String read(long process, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
