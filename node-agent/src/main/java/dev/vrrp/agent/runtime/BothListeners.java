package dev.vrrp.agent.runtime;

import java.util.List;

/** Two listeners as one, told one after the other. */
public record BothListeners(ReportListener first, ReportListener second) implements ReportListener {
    @Override
    public void reported(NodeReport report) {
        first.reported(report);
        second.reported(report);
    }

    @Override
    public void changed(RouterReport report, RouterReport.Change change) {
        first.changed(report, change);
        second.changed(report, change);
    }

    @Override
    public void foreignRoutersChanged(List<ForeignRouter> routers) {
        first.foreignRoutersChanged(routers);
        second.foreignRoutersChanged(routers);
    }

    @Override
    public void advertisementSent(String router) {
        first.advertisementSent(router);
        second.advertisementSent(router);
    }

    @Override
    public void advertisementReceived(String router) {
        first.advertisementReceived(router);
        second.advertisementReceived(router);
    }

    @Override
    public void leaseFailed(String router) {
        first.leaseFailed(router);
        second.leaseFailed(router);
    }

    @Override
    public void deadlineMet(long lateNanos) {
        first.deadlineMet(lateNanos);
        second.deadlineMet(lateNanos);
    }

    @Override
    public void addressRestored(AddressRestoration restoration) {
        first.addressRestored(restoration);
        second.addressRestored(restoration);
    }
}
