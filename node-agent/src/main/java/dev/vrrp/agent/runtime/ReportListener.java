package dev.vrrp.agent.runtime;

import java.util.List;

/** Is told what happens, on the loop thread: it takes note and returns, and never blocks. */
public interface ReportListener {
    /** The state of everything, after something in it has changed. */
    void reported(NodeReport report);

    /** A virtual router changed its state; {@code report} is the state after it. Comes before {@link #reported}. */
    void changed(RouterReport report, RouterReport.Change change);

    /** The foreign routers, once a second at most and at most 64, those that conflict with a virtual router of ours first. */
    default void foreignRoutersChanged(List<ForeignRouter> routers) {}

    /** A virtual router has sent an advertisement, or resigned. */
    default void advertisementSent(String router) {}

    /** A virtual router has taken an advertisement of another one. */
    default void advertisementReceived(String router) {}

    /** The kernel has not taken the addresses of a Master, or not refreshed their leases. */
    default void leaseFailed(String router) {}

    /** What was due is done, so much later than it was due; zero or more. */
    default void deadlineMet(long lateNanos) {}

    /** An address that was not there is there again. */
    default void addressRestored(AddressRestoration restoration) {}

    /** Hears nothing: the log is all there is. */
    final class Silent implements ReportListener {
        @Override
        public void reported(NodeReport report) {}

        @Override
        public void changed(RouterReport report, RouterReport.Change change) {}
    }
}
