package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A node of the lab with a containerd and a kubelet, in mount and process namespaces of its own. */
public final class KubeletNode {
    private static final String MANAGEMENT_DEVICE = "mgmt";
    private static final String SERVICES = "10.96.0.0/24";

    private static final Duration EXHAUST_BOUND = Duration.ofSeconds(30);
    /** What lies in a tmpfs counts as memory of who wrote it, and goes with the mount namespace. */
    private static final String EXHAUST = """
            if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
              group=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$1/cgroup")
            else
              group=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' "/proc/$1/cgroup")
            fi
            mount -t tmpfs tmpfs /mnt
            echo $$ >"$group/cgroup.procs"
            for part in {1..400}; do
              [ -e "/proc/$1/exe" ] || exit 0
              head -c 1M /dev/zero >"/mnt/$part"
            done
            exit 1
            """;

    private final Node node;
    private final Path folder;
    private final Path script;
    private final Map<String, String> environment;
    private ManagedProcess machine;

    private KubeletNode(Node node, Path folder, Path script, Map<String, String> environment) {
        this.node = node;
        this.folder = folder;
        this.script = script;
        this.environment = Map.copyOf(environment);
        this.machine = launch();
    }

    /** Connects the node with pods and Services, and boots it. */
    static KubeletNode boot(
            Lab lab, Node node, int number, ControlPlane controlPlane, Checkout checkout, List<Path> images) {
        String address = node.heldAddresses().stream()
                .filter(held -> held.device().equals(MANAGEMENT_DEVICE))
                .map(held -> held.address())
                .filter(held -> !held.contains(":"))
                .findFirst()
                .orElseThrow();
        String pods = "10.244." + number + ".0/24";
        node.namespace().ip("route", "add", SERVICES, "via", lab.management().controlPlaneAddress());
        node.namespace().run("sysctl", "-qw", "net.ipv4.ip_forward=1").orThrow();
        lab.management().namespace().ip("route", "add", pods, "via", address);
        Path folder = lab.directory().resolve("node-" + node.name());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KubeletNode(
                node,
                folder,
                checkout.file("e2e/kubelets/node"),
                Map.of(
                        "NODE", node.name(),
                        "GROUP", lab.footprint().prefix() + "/" + node.name(),
                        "ADDRESS", address,
                        "PODS", pods,
                        "FOLDER", folder.toString(),
                        "PROGRAMS", checkout.kubeletPrograms().toString(),
                        "IMAGES",
                                String.join(
                                        " ", images.stream().map(Path::toString).toList()),
                        "API_SERVER", controlPlane.server(),
                        "CERTIFICATE", controlPlane.certificate().toString(),
                        "TOKEN", controlPlane.nodeToken(node.name())));
    }

    public String name() {
        return node.name();
    }

    /** Where the node's logs and files are. */
    public Path folder() {
        return folder;
    }

    public boolean runs() {
        return machine.alive();
    }

    /** Everything on the node ends at once, and its cables are dead. */
    public void powerOff() {
        machine.kill();
        node.cutManagement();
        for (Card card : Card.values()) {
            node.carrierDown(card);
        }
    }

    /** Starts the node after {@link #powerOff}. */
    public void powerOn() {
        node.healManagement();
        for (Card card : Card.values()) {
            node.carrierUp(card);
        }
        machine = launch();
    }

    /** A file or folder of the node as its own programs see it, such as {@code /etc/kubernetes/manifests}. */
    public Path file(String path) {
        return Path.of("/proc/"
                + required(command -> command.contains("containerd --config"))
                        .getFirst()
                        .pid() + "/root" + path);
    }

    /** Ends the kubelet and keeps it from coming back; the pods go on. */
    public void stopKubelet() throws IOException {
        Files.createFile(folder.resolve("no-kubelet"));
        kill(command -> command.contains("kubelet --config"));
    }

    /** Starts the kubelet again after {@link #stopKubelet}. */
    public void startKubelet() throws IOException {
        Files.delete(folder.resolve("no-kubelet"));
    }

    /**
     * Fills the memory that the container of one of the node's processes may use, from within its control group, until the kernel
     * has killed that process; frees it then.
     */
    public void exhaustMemory(Predicate<String> which) {
        Command.run(
                        List.of(
                                "unshare",
                                "--mount",
                                "bash",
                                "-c",
                                EXHAUST,
                                "exhaust",
                                String.valueOf(required(which).getFirst().pid())),
                        "",
                        Map.of(),
                        EXHAUST_BOUND)
                .orThrow();
    }

    /** SIGKILL for the node's processes that {@code which} picks by their command lines; there must be one at least. */
    public void kill(Predicate<String> which) {
        required(which).forEach(ProcessHandle::destroyForcibly);
    }

    /** Ids of the node's processes that {@code which} picks by their command lines. */
    public List<Long> processes(Predicate<String> which) {
        return handles(which).map(ProcessHandle::pid).toList();
    }

    private List<ProcessHandle> required(Predicate<String> which) {
        List<ProcessHandle> processes = handles(which).toList();
        if (processes.isEmpty()) {
            throw new IllegalStateException("no such process on " + node);
        }
        return processes;
    }

    private Stream<ProcessHandle> handles(Predicate<String> which) {
        return ProcessHandle.of(machine.pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().commandLine().filter(which).isPresent());
    }

    private ManagedProcess launch() {
        return ManagedProcess.start(
                node.namespace(),
                "node " + node.name(),
                folder.resolve("node.log"),
                environment,
                List.of(script.toString()));
    }
}
