package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.Ipv4Setting;
import dev.vrrp.agent.kernel.netlink.LinkRequests;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket;
import dev.vrrp.agent.runtime.InterfaceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings by RTM_SETLINK: with CAP_NET_ADMIN alone, and where /proc/sys is read-only. Thread-safe. */
public final class NetlinkInterfaceSettings implements InterfaceSettings, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NetlinkInterfaceSettings.class);

    private static final Map<Ipv4Setting, Integer> WANTED = Map.of(
            Ipv4Setting.ARP_IGNORE, 1,
            Ipv4Setting.ARP_ANNOUNCE, 2,
            Ipv4Setting.PROMOTE_SECONDARIES, 1);

    /** The kernel takes the greater one of this and of the interface's own. */
    private static final Path RP_FILTER_OF_ALL = Path.of("/proc/sys/net/ipv4/conf/all/rp_filter");

    private static final int STRICT = 1;
    private static final int LOOSE = 2;

    private final RequestSocket socket;
    private final InterfaceTables tables;
    private final @Nullable SettingsFile file;

    /** By interface index: what {@link #prepare} found where it changed something; bounded by the interfaces prepared. */
    private final Map<Integer, Map<Ipv4Setting, Integer>> before = new HashMap<>();

    private NetlinkInterfaceSettings(RequestSocket socket, @Nullable SettingsFile file) {
        this.socket = socket;
        this.tables = new InterfaceTables(socket);
        this.file = file;
    }

    /** Opens a socket in the network namespace of this thread. What is changed is forgotten if the agent is killed. */
    public static NetlinkInterfaceSettings open() throws IOException {
        return new NetlinkInterfaceSettings(RequestSocket.open(), null);
    }

    /** As {@link #open()}; the agent that is started after one that was killed finds in {@code file} what it puts back. */
    public static NetlinkInterfaceSettings open(Path file) throws IOException {
        SettingsFile settingsFile = new SettingsFile(file);
        NetlinkInterfaceSettings settings = new NetlinkInterfaceSettings(RequestSocket.open(), settingsFile);
        try {
            settings.before.putAll(settingsFile.read());
        } catch (IOException e) {
            log.warn("what the agent before this one changed stays changed: {}", e.toString());
        }
        return settings;
    }

    @Override
    public synchronized void prepare(int linkIndex, boolean sharesLan) throws IOException {
        Map<Ipv4Setting, Integer> found = tables.link(linkIndex).ipv4Settings();
        Map<Ipv4Setting, Integer> changes = new EnumMap<>(Ipv4Setting.class);
        WANTED.forEach((setting, wanted) -> {
            if (found.containsKey(setting) && !wanted.equals(found.get(setting))) {
                changes.put(setting, wanted);
            }
        });
        if (sharesLan && isStrict(found)) {
            changes.put(Ipv4Setting.RP_FILTER, LOOSE);
        }
        if (changes.isEmpty()) {
            return;
        }
        Map<Ipv4Setting, Integer> remembered = before.computeIfAbsent(linkIndex, _ -> new EnumMap<>(Ipv4Setting.class));
        changes.keySet().forEach(setting -> remembered.putIfAbsent(setting, found.get(setting)));
        keep();
        socket.request(LinkRequests.ipv4Settings(linkIndex, changes), "set " + changes + " on interface " + linkIndex);
    }

    @Override
    public synchronized void restore(int linkIndex) throws IOException {
        if (!before.containsKey(linkIndex)) {
            return;
        }
        try {
            putBack(linkIndex);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENODEV)) {
                throw e;
            }
        }
        before.remove(linkIndex);
        keep();
    }

    @Override
    public synchronized Set<Integer> changed() {
        return Set.copyOf(before.keySet());
    }

    private static boolean isStrict(Map<Ipv4Setting, Integer> found) {
        int own = found.getOrDefault(Ipv4Setting.RP_FILTER, LOOSE);
        return own == STRICT || (own == 0 && isStrictForAll());
    }

    private static boolean isStrictForAll() {
        try {
            return Files.readString(RP_FILTER_OF_ALL).strip().equals(String.valueOf(STRICT));
        } catch (IOException e) {
            return false;
        }
    }

    /** Not being able to is no reason to go without the settings. */
    private void keep() {
        if (file == null) {
            return;
        }
        try {
            file.write(before);
        } catch (IOException e) {
            log.warn("if the agent is killed, the interfaces keep the settings it made: {}", e.toString());
        }
    }

    private void putBack(int linkIndex) throws IOException {
        Map<Ipv4Setting, Integer> found = tables.link(linkIndex).ipv4Settings();
        Map<Ipv4Setting, Integer> changes = new EnumMap<>(Ipv4Setting.class);
        before.getOrDefault(linkIndex, Map.of()).forEach((setting, value) -> {
            // what somebody else has set since then is theirs
            int ours = WANTED.getOrDefault(setting, LOOSE);
            if (Objects.equals(ours, found.get(setting))) {
                changes.put(setting, value);
            }
        });
        if (!changes.isEmpty()) {
            socket.request(
                    LinkRequests.ipv4Settings(linkIndex, changes),
                    "put back " + changes + " on interface " + linkIndex);
        }
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}
