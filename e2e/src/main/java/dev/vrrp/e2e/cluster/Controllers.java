package dev.vrrp.e2e.cluster;

import dev.vrrp.e2e.lab.ManagedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kube-controller-manager and kube-scheduler beside a control plane, for clusters that run pods. Removed with its lab. */
public final class Controllers {
    private Controllers() {}

    /** Starts both; a node that is silent for 8 s is taken as failed. */
    public static void start(ControlPlane controlPlane, Path programs) {
        String kubeconfig = "--kubeconfig=" + controlPlane.kubectl().kubeconfig();
        start(
                controlPlane,
                programs.resolve("kube-controller-manager"),
                List.of(
                        kubeconfig,
                        "--leader-elect=false",
                        "--cert-dir=" + controlPlane.directory(),
                        "--service-account-private-key-file=" + controlPlane.serviceAccountKey(),
                        "--root-ca-file=" + controlPlane.certificate(),
                        "--allocate-node-cidrs=false",
                        "--node-monitor-grace-period=8s",
                        "--node-monitor-period=1s"));
        start(
                controlPlane,
                programs.resolve("kube-scheduler"),
                List.of(kubeconfig, "--leader-elect=false", "--cert-dir=" + controlPlane.directory()));
    }

    private static void start(ControlPlane controlPlane, Path program, List<String> arguments) {
        String name = program.getFileName().toString();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ManagedProcess.start(
                controlPlane.namespace(), name, controlPlane.directory().resolve(name + ".log"), Map.of(), command);
    }
}
