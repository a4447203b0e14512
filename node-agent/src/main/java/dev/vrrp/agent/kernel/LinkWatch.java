package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.AddressReport;
import dev.vrrp.agent.kernel.netlink.ffi.NotificationSocket;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.LinkMonitor.Listener;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watch of the interfaces: its sockets, and what its thread does. */
final class LinkWatch implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);
    private static final int RETRY_MILLIS = 1_000;
    private static final int LONGEST_REST_MILLIS = 50;

    private final NotificationSocket notifications;
    private final RequestSocket requests;
    private final LinkReader reader;
    private final Listener listener;
    private List<Link> delivered = List.of();

    private LinkWatch(NotificationSocket notifications, RequestSocket requests, Listener listener) {
        this.notifications = notifications;
        this.requests = requests;
        this.reader = new LinkReader(new InterfaceTables(requests));
        this.listener = listener;
    }

    /** Listens first and reads then, so that no change falls in between; delivers the first list. */
    static LinkWatch open(Listener listener) throws IOException {
        NotificationSocket notifications = NotificationSocket.open();
        try {
            RequestSocket requests = RequestSocket.open();
            try {
                LinkWatch watch = new LinkWatch(notifications, requests, listener);
                watch.delivered = watch.reader.read();
                listener.linksChanged(watch.delivered);
                return watch;
            } catch (IOException | RuntimeException e) {
                requests.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            notifications.close();
            throw e;
        }
    }

    /** Until {@link #wake}; then everything is closed. */
    @Override
    public void run() {
        try (this) {
            watch();
        } catch (IOException e) {
            log.error("interfaces are not watched any more: {}", e.getMessage());
        }
    }

    void wake() {
        notifications.wake();
    }

    @Override
    public void close() {
        notifications.close();
        requests.close();
    }

    private void watch() throws IOException {
        boolean stale = false;
        while (true) {
            try {
                if (!stale && !notifications.await()) {
                    return;
                }
                stale |= notifications.drain(this::matters);
                if (stale) {
                    long beganNanos = System.nanoTime();
                    refresh();
                    stale = false;
                    // with many interfaces and many changes: no more than half of the time is spent reading
                    long tookMillis = (System.nanoTime() - beganNanos) / 1_000_000;
                    if (!notifications.pause((int) Math.min(tookMillis, LONGEST_REST_MILLIS))) {
                        return;
                    }
                }
            } catch (IOException | RuntimeException e) {
                // also where the listener did not take the list: the last state must reach it
                log.warn("interfaces cannot be told, next try in {} ms: {}", RETRY_MILLIS, e.toString());
                stale = true;
                if (!notifications.pause(RETRY_MILLIS)) {
                    return;
                }
            }
        }
    }

    private void refresh() throws IOException {
        List<Link> links = reader.read();
        if (!links.equals(delivered)) {
            listener.linksChanged(links);
            delivered = links;
        }
    }

    /** Our leases are refreshed all the time, and told each time; all other changes of addresses are passed on at once. */
    private boolean matters(NetlinkMessage message) {
        if (!(message instanceof AddressReport(int _, boolean removed, KernelAddress address))) {
            return true;
        }
        boolean ours = LeaseMark.ours(address);
        if (removed || !ours) {
            listener.addressChanged(address.linkIndex(), address.address(), removed);
        }
        return !ours;
    }
}
