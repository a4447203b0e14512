package dev.vrrp.e2e.cluster;

import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.NetworkNamespace;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * etcd and kube-apiserver in the management namespace of a lab. The API server can be stopped and started again, with
 * everything that was stored. Removed with the lab.
 */
public final class ControlPlane {
    /** The address of the Service of the API server, which it has itself, since nothing here routes Services. */
    private static final String SERVICE_ADDRESS = "10.96.0.1";

    private static final int API_PORT = 443;
    private static final String ETCD = "http://127.0.0.1:2379";
    private static final String ETCD_PEERS = "http://127.0.0.1:2380";
    private static final Duration READY_BOUND = Duration.ofSeconds(90);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SHOWN_LOG_LINES = 20;

    private final Path programs;
    private final Path directory;
    private final NetworkNamespace namespace;
    private final String address;
    private final Credentials credentials;
    private final Kubectl kubectl;
    private final AuditLog audit;
    private ManagedProcess etcd;
    private ManagedProcess apiServer;

    private ControlPlane(Path programs, Path directory, Lab lab) {
        this.programs = programs;
        this.directory = directory;
        this.namespace = lab.management().namespace();
        this.address = lab.management().controlPlaneAddress();
        this.credentials = Credentials.create(
                directory,
                List.of(address, SERVICE_ADDRESS, "127.0.0.1"),
                lab.nodes().stream().map(Node::name).toList());
        namespace.ip("address", "add", SERVICE_ADDRESS + "/32", "dev", "lo");
        Path admin = directory.resolve("admin.kubeconfig");
        writeKubeconfig(admin, credentials.adminToken());
        this.kubectl = new Kubectl(programs.resolve("kubectl"), admin, directory.resolve("kubectl-cache"));
        this.audit = AuditLog.in(directory);
        this.etcd = startEtcd();
        this.apiServer = launchApiServer();
    }

    /** Starts a control plane in {@code lab} and waits until it is ready. */
    public static ControlPlane start(Lab lab, Checkout checkout) {
        Path directory = lab.directory().resolve("control-plane");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ControlPlane controlPlane = new ControlPlane(checkout.controlPlanePrograms(), directory, lab);
        controlPlane.awaitReady();
        return controlPlane;
    }

    /** kubectl as administrator. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** What the product asked of the API server. */
    public AuditLog audit() {
        return audit;
    }

    /** URL of the API server, reachable from the nodes and from the machine itself. */
    public String server() {
        return "https://" + address + ":" + API_PORT;
    }

    /** The token of the kubelet of a node of the lab. */
    public String nodeToken(String node) {
        return Optional.ofNullable(credentials.nodeTokens().get(node)).orElseThrow();
    }

    /** What the certificate of the API server is checked against, and that of its calls to kubelets. */
    public Path certificate() {
        return credentials.certificate();
    }

    Path serviceAccountKey() {
        return credentials.serviceAccountKey();
    }

    Path directory() {
        return directory;
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    /** Writes a kubeconfig for the bearer of {@code token}. */
    public void writeKubeconfig(Path file, String token) {
        new Kubeconfig(server(), credentials.certificate(), token).write(file);
    }

    /** Stops the API server; etcd stays. */
    public void stopApiServer() {
        apiServer.stop(STOP_GRACE);
    }

    /** Starts the API server again after {@link #stopApiServer} and waits until it is ready. */
    public void startApiServer() {
        if (apiServer.alive()) {
            throw new IllegalStateException("the API server runs already");
        }
        apiServer = launchApiServer();
        awaitReady();
    }

    /** Kills etcd, starts it again with everything that was stored, and waits until the API server is ready. */
    public void restartEtcd() {
        etcd.kill();
        etcd.waitFor(STOP_GRACE);
        etcd = startEtcd();
        awaitReady();
    }

    /** Kills the API server, so that every watch is cut, and starts it again. */
    public void cutAllConnections() {
        apiServer.kill();
        apiServer.waitFor(STOP_GRACE);
        startApiServer();
    }

    public boolean apiServerRuns() {
        return apiServer.alive();
    }

    /** Everything that the API server and etcd have logged. */
    public List<Path> logs() {
        return List.of(etcd.log(), apiServer.log());
    }

    private ManagedProcess startEtcd() {
        return ManagedProcess.start(
                namespace,
                "etcd",
                directory.resolve("etcd.log"),
                Map.of(),
                List.of(
                        programs.resolve("etcd").toString(),
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + ETCD,
                        "--advertise-client-urls=" + ETCD,
                        "--listen-peer-urls=" + ETCD_PEERS,
                        "--initial-advertise-peer-urls=" + ETCD_PEERS,
                        "--initial-cluster=default=" + ETCD_PEERS,
                        "--unsafe-no-fsync",
                        "--log-level=warn"));
    }

    private ManagedProcess launchApiServer() {
        return ManagedProcess.start(
                namespace,
                "kube-apiserver",
                directory.resolve("kube-apiserver.log"),
                Map.of(),
                List.of(
                        programs.resolve("kube-apiserver").toString(),
                        "--etcd-servers=" + ETCD,
                        "--bind-address=0.0.0.0",
                        "--advertise-address=" + address,
                        "--secure-port=" + API_PORT,
                        "--cert-dir=" + directory,
                        "--tls-cert-file=" + credentials.certificate(),
                        "--tls-private-key-file=" + credentials.key(),
                        "--token-auth-file=" + credentials.tokens(),
                        "--kubelet-client-certificate=" + credentials.certificate(),
                        "--kubelet-client-key=" + credentials.key(),
                        "--kubelet-preferred-address-types=InternalIP",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + credentials.serviceAccountKey(),
                        "--service-account-signing-key-file=" + credentials.serviceAccountKey(),
                        "--service-cluster-ip-range=10.96.0.0/24",
                        "--endpoint-reconciler-type=none",
                        "--authorization-mode=Node,RBAC",
                        "--allow-privileged=true",
                        "--audit-policy-file=" + audit.policy(),
                        "--audit-log-path=" + audit.log(),
                        "--audit-log-mode=blocking",
                        "--shutdown-delay-duration=0s"));
    }

    private void awaitReady() {
        Instant bound = Instant.now().plus(READY_BOUND);
        String answer = "";
        while (Instant.now().isBefore(bound)) {
            for (ManagedProcess process : List.of(etcd, apiServer)) {
                if (!process.alive()) {
                    throw new IllegalStateException(
                            process.name() + " has ended:\n" + process.logTail(SHOWN_LOG_LINES));
                }
            }
            var ready = kubectl.run("get", "--raw", "/readyz", "--request-timeout=2s");
            if (ready.succeeded()) {
                return;
            }
            answer = ready.errors();
            pause();
        }
        throw new IllegalStateException("kube-apiserver is not ready after " + READY_BOUND.toSeconds() + " s: " + answer
                + "\n" + apiServer.logTail(SHOWN_LOG_LINES));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
