package dev.vrrp.agent.lab;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * A network namespace, with a thread that lives in it: a namespace belongs to a thread, and a thread inherits it from the one that
 * starts it. Needs root. Removed by close, and at the end of the process if a test is stopped.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final long COMMAND_SECONDS = 20;
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Set<String> LEFT = ConcurrentHashMap.newKeySet();
    private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

    static {
        java.lang.Runtime.getRuntime().addShutdownHook(new Thread(() -> LEFT.forEach(NetworkNamespace::remove)));
    }

    private final String name;
    private final ExecutorService inside;

    private NetworkNamespace(String name) {
        this.name = name;
        this.inside = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("inside-" + name).daemon().factory());
    }

    /** Adds a namespace of a name of its own, with its loopback down. */
    public static NetworkNamespace create() {
        String name = "vrrp-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        LEFT.add(name);
        command(List.of("ip", "netns", "add", name));
        NetworkNamespace namespace = new NetworkNamespace(name);
        namespace.run(() -> {
            enter(Path.of("/run/netns", name));
            return name;
        });
        return namespace;
    }

    /** The name that {@code ip netns} knows. */
    public String name() {
        return name;
    }

    /** Carries out {@code task} inside, on always the same thread. */
    public <T> T run(Callable<T> task) {
        try {
            return inside.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new Refused(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The MAC address of an interface, 6 bytes as a number. */
    public long mac(String interfaceName) {
        byte[] bytes = run(() -> NetworkInterface.getByName(interfaceName).getHardwareAddress());
        return ByteBuffer.allocate(Long.BYTES).putShort((short) 0).put(bytes).getLong(0);
    }

    /** Runs {@code ip -n NAME}, with the words of {@code arguments}; returns its output. */
    public String ip(String arguments) {
        List<String> words = new ArrayList<>(List.of("ip", "-n", name));
        words.addAll(List.of(arguments.split(" ")));
        return command(words);
    }

    /** Runs a command inside; returns its output. */
    public String exec(String command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(List.of(command.split(" ")));
        return command(words);
    }

    @Override
    public void close() {
        inside.shutdownNow();
        remove(name);
    }

    /** What {@link #run} passes on: the checked exception of a task is the cause. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Refused(Throwable cause) {
            super(cause);
        }
    }

    private static void remove(String name) {
        if (LEFT.remove(name)) {
            command(List.of("ip", "netns", "del", name));
        }
    }

    private static void enter(Path file) {
        int descriptor = LIBC.open(file.toString(), O_RDONLY_CLOEXEC);
        if (descriptor < 0 || LIBC.setns(descriptor, CLONE_NEWNET) != 0) {
            throw new IllegalStateException(
                    "enter " + file + ": errno " + LastError.getLastError(Runtime.getRuntime(LIBC)));
        }
        LIBC.close(descriptor);
    }

    private static String command(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The system calls that only tests need. */
    public interface LibC {
        int open(String path, int flags);

        int setns(int descriptor, int type);

        int close(int descriptor);
    }
}
