package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a virtual router with the timers that run in it. */
public sealed interface Role {
    State state();

    /** When {@link VirtualRouterEvent.DeadlineReached} is to be delivered next. */
    Optional<MonotonicInstant> nextDeadline();

    /** Not taking part. */
    record Initialize() implements Role {
        @Override
        public State state() {
            return State.INITIALIZE;
        }

        @Override
        public Optional<MonotonicInstant> nextDeadline() {
            return Optional.empty();
        }
    }

    /**
     * Watching the Master.
     *
     * @param masterDownDeadline when Master_Down_Timer fires
     * @param masterInterval Master_Adver_Interval, learned in version 3 (RFC 9568 section 6.1)
     * @param lastHeard when a Master was last heard; null: never since it became Backup
     * @param takeoverReason what it will say if the timer fires now
     * @param preemptDeadline when the preempt delay ends; null: no delay runs
     * @param incumbent the Master that was heard last; null: none since it became Backup
     */
    record Backup(
            MonotonicInstant masterDownDeadline,
            AdvertisementInterval masterInterval,
            @Nullable MonotonicInstant lastHeard,
            TransitionReason takeoverReason,
            @Nullable MonotonicInstant preemptDeadline,
            @Nullable Incumbent incumbent)
            implements Role {
        @Override
        public State state() {
            return State.BACKUP;
        }

        @Override
        public Optional<MonotonicInstant> nextDeadline() {
            return Optional.of(masterDownDeadline);
        }
    }

    /**
     * The Master that a Backup watches.
     *
     * @param since when it was first heard, with no other since then
     * @param successor whether another Master was heard before it, since this router became Backup
     */
    record Incumbent(InetAddress source, MonotonicInstant since, boolean successor) {}

    /**
     * Holding the addresses.
     *
     * @param advertisementDeadline when Adver_Timer fires
     * @param lastAdvertisement when the last advertisement was sent
     * @param announcementDeadline when the addresses are announced again
     * @param lastAnnouncement when they were announced last
     * @param slowing what is left of the way to a longer interval; null: nothing
     */
    record Master(
            MonotonicInstant advertisementDeadline,
            MonotonicInstant lastAdvertisement,
            MonotonicInstant announcementDeadline,
            MonotonicInstant lastAnnouncement,
            @Nullable Slowing slowing)
            implements Role {
        @Override
        public State state() {
            return State.MASTER;
        }

        @Override
        public Optional<MonotonicInstant> nextDeadline() {
            return Optional.of(MonotonicInstant.earlier(advertisementDeadline, announcementDeadline));
        }
    }

    /**
     * The way of a version 3 Master to a longer interval: it speaks at the pace of the shorter one for a while, and of the
     * longer one each time, so that a Backup which misses some of it does not take the new pace for silence.
     *
     * @param pace the shorter interval, which a Backup may still know alone
     * @param left how many advertisements are followed by another at that pace; 1 or more
     */
    record Slowing(AdvertisementInterval pace, int left) {
        /** What is left after one more advertisement. */
        @Nullable
        Slowing next() {
            return left == 1 ? null : new Slowing(pace, left - 1);
        }
    }

    /**
     * Stopped as Master: has resigned, and still answers until the next Master is heard and has had the time to take the
     * addresses, so that a planned move loses nothing.
     *
     * @param releaseDeadline when it gives up the addresses at the latest
     */
    record Resigning(MonotonicInstant releaseDeadline) implements Role {
        @Override
        public State state() {
            return State.INITIALIZE;
        }

        @Override
        public Optional<MonotonicInstant> nextDeadline() {
            return Optional.of(releaseDeadline);
        }
    }

    /** Something that it needs is missing; see {@link Environment#faults}. */
    record Fault() implements Role {
        @Override
        public State state() {
            return State.FAULT;
        }

        @Override
        public Optional<MonotonicInstant> nextDeadline() {
            return Optional.empty();
        }
    }
}
