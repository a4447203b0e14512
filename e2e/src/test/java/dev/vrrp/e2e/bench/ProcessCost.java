package dev.vrrp.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What the kernel says that processes have used. */
final class ProcessCost {
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIBIBYTE = 1024;

    private ProcessCost() {}

    /** User and system time of all of {@code processes}, in seconds, exact to a hundredth. */
    static double cpuSeconds(List<Long> processes) {
        return processes.stream()
                .map(ProcessCost::fields)
                .mapToDouble(fields -> (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND)
                .sum();
    }

    /** When a process was made, exact to two hundredths of a second. */
    static Instant start(long process) {
        double started = Long.parseLong(fields(process)[19]) / TICKS_PER_SECOND;
        double up = Double.parseDouble(read(Path.of("/proc/uptime")).split(" ", 2)[0]);
        return Instant.now().minusMillis(Math.round((up - started) * 1e3));
    }

    /** Of the process's stat, from field 3 on: it follows the name, which is in parentheses and may hold anything. */
    private static String[] fields(long process) {
        String stat = read(process, "stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
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
        return read(Path.of("/proc", String.valueOf(process), file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
