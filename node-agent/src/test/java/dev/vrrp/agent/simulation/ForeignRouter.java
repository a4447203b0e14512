package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementCheck;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another program: the state machine of RFC 5798 as people write it from the text, with timers that are set and cancelled. It
 * shares the codec with ours and nothing else: no leases, no make-before-break, no answer to a lower priority, and after a
 * freeze it goes on as if nothing had been. It may know groups, as keepalived does: then its virtual routers fail together, give
 * way together and wait for each other to become Master, but a resignation counts for one alone.
 */
final class ForeignRouter implements SimulatedRouter {
    private final int number;
    private final Scenario scenario;
    private final boolean grouped;
    private final Scheduler scheduler;
    private final SimulatedLan lan;
    private final Trace trace;
    private final Watch watch;
    private final SimulatedClock clock;
    private final SimulatedProcess process;
    private final List<Settings> settings = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();
    private boolean startAgain;
    private int identification;

    private enum Mode {
        DOWN,
        BACKUP,
        MASTER
    }

    /** One virtual router. */
    private final class Instance {
        final int group;
        final int member;
        final int card;
        VirtualRouterConfig config;
        Mode mode = Mode.DOWN;
        boolean masterIsDown;
        long masterInterval;
        /** Only the timer that was set last counts. */
        int timer;

        Instance(int group, int member) {
            this.group = group;
            this.member = member;
            card = scenario.groups().get(group).cards().get(member);
            config = scenario.config(number, group, member, settings.get(group));
        }

        long skew() {
            long base = config.version() == ProtocolVersion.V2 ? 1_000_000_000L : masterInterval;
            return base * (256 - config.priority().value()) / 256;
        }

        void set(long delay, Runnable action) {
            int current = ++timer;
            long time = clock.timeOf(clock.at(scheduler.now()).plusNanos(delay));
            process.at(time, () -> {
                if (timer == current) {
                    action.run();
                }
            });
        }

        void watchMaster() {
            masterIsDown = false;
            set(3 * masterInterval + skew(), this::masterDown);
        }

        void backup() {
            boolean changes = mode != Mode.BACKUP;
            mode = Mode.BACKUP;
            masterInterval = config.interval().nanos();
            watchMaster();
            told(changes);
        }

        void masterDown() {
            masterIsDown = true;
            List<Instance> together = grouped ? ofGroup(group) : List.of(this);
            if (together.stream().allMatch(instance -> instance.masterIsDown || instance.mode == Mode.MASTER)) {
                together.stream()
                        .filter(instance -> instance.mode == Mode.BACKUP)
                        .forEach(Instance::master);
            }
        }

        void master() {
            mode = Mode.MASTER;
            told(true);
            advertise();
            for (InetAddress address : config.advertisedAddresses()) {
                lan.send(number, card, GratuitousArp.encode((Inet4Address) address, SimulatedRouter.mac(number, card)));
            }
        }

        void advertise() {
            say(config.priority());
            set(config.interval().nanos(), this::advertise);
        }

        void say(AdvertisedPriority priority) {
            identification = (identification + 1) & 0xffff;
            Envelope envelope =
                    Envelope.multicast(AddressFamily.IPV4, SimulatedRouter.mac(number, card), identification);
            lan.send(
                    number,
                    card,
                    AdvertisementEncoder.encode(config, priority, scenario.source(number, card), envelope));
        }

        void down(boolean resigns) {
            if (mode == Mode.MASTER && resigns) {
                say(AdvertisedPriority.of(0));
            }
            boolean changes = mode != Mode.DOWN;
            mode = Mode.DOWN;
            timer++;
            told(changes);
        }

        void hear(Advertisement advertisement) {
            int priority = advertisement.priority().wireValue();
            int own = config.priority().value();
            switch (mode) {
                case DOWN -> {}
                case BACKUP -> {
                    if (priority == 0) {
                        set(skew(), this::masterDown);
                    } else if (!config.preempt() || priority >= own) {
                        learn(advertisement);
                        watchMaster();
                    }
                }
                case MASTER -> {
                    if (priority == 0) {
                        advertise();
                    } else if (priority > own || (priority == own && isHigher(advertisement.source()))) {
                        if (grouped) {
                            ofGroup(group).forEach(Instance::backup);
                        } else {
                            backup();
                        }
                        learn(advertisement);
                        watchMaster();
                    }
                }
            }
        }

        private void learn(Advertisement advertisement) {
            masterInterval = config.version() == ProtocolVersion.V2
                    ? config.interval().nanos()
                    : advertisement.interval().nanos();
        }

        private boolean isHigher(InetAddress address) {
            return Arrays.compareUnsigned(
                            address.getAddress(), scenario.source(number, card).getAddress())
                    > 0;
        }

        private void told(boolean changes) {
            if (changes) {
                trace.add(name(), config.name() + " (foreign) is " + mode);
                watch.foreignChanged(ForeignRouter.this);
            }
        }
    }

    ForeignRouter(int number, Scenario scenario, Scheduler scheduler, SimulatedLan lan, Trace trace, Watch watch) {
        this.number = number;
        this.scenario = scenario;
        this.scheduler = scheduler;
        this.lan = lan;
        this.trace = trace;
        this.watch = watch;
        grouped = scenario.routers().get(number).kind() == Scenario.Kind.FOREIGN_GROUPED;
        clock = new SimulatedClock(0, scenario.routers().get(number).clockErrorPpm());
        process = new SimulatedProcess(scheduler);
        scenario.groups().forEach(group -> settings.add(group.settings()));
        for (int segment = 0; segment < scenario.segments(); segment++) {
            int card = segment;
            lan.plug(card, new SimulatedLan.Port(number, (frame, _) -> process.offer(() -> read(card, frame))));
        }
    }

    @Override
    public String name() {
        return SimulatedRouter.name(number);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public SimulatedProcess process() {
        return process;
    }

    @Override
    public void start() {
        startAgain = !process.isDead();
        if (startAgain) {
            return;
        }
        process.begin();
        trace.add(name(), "starts (foreign)");
        instances.clear();
        for (int group = 0; group < settings.size(); group++) {
            for (int member = 0; member < settings.get(group).members(); member++) {
                instances.add(new Instance(group, member));
            }
        }
        linksChanged();
    }

    @Override
    public void kill() {
        if (!process.isDead()) {
            trace.add(name(), "is killed");
            end();
        }
    }

    @Override
    public void stop() {
        process.arrive(() -> {
            instances.forEach(instance -> instance.down(true));
            trace.add(name(), "has stopped");
            end();
            if (startAgain) {
                start();
            }
        });
    }

    private void end() {
        process.end();
        instances.clear();
        watch.died(this);
    }

    /** Its timers have not run meanwhile; what was due is done now, and what came is read. */
    @Override
    public void thaw(boolean wakesBeforeItReads) {
        if (process.isFrozen()) {
            trace.add(name(), "thaws");
            process.thaw(wakesBeforeItReads, this::catchUp);
        }
    }

    private void catchUp() {
        for (Instance instance : List.copyOf(instances)) {
            switch (instance.mode) {
                case DOWN -> {}
                case BACKUP -> instance.watchMaster();
                case MASTER -> instance.advertise();
            }
        }
    }

    @Override
    public void linksChanged() {
        process.arrive(() -> {
            for (Instance instance : instances) {
                boolean up = grouped
                        ? ofGroup(instance.group).stream().allMatch(other -> lan.hasCarrier(number, other.card))
                        : lan.hasCarrier(number, instance.card);
                if (!up) {
                    instance.down(true);
                } else if (instance.mode == Mode.DOWN) {
                    instance.backup();
                }
            }
        });
    }

    @Override
    public void configure(int group, Settings changed) {
        settings.set(group, changed);
        process.arrive(() -> {
            Settings current = settings.get(group);
            List<Instance> gone = ofGroup(group).stream()
                    .filter(instance -> instance.member >= current.members())
                    .toList();
            gone.forEach(instance -> instance.down(false));
            instances.removeAll(gone);
            for (Instance instance : ofGroup(group)) {
                instance.config = scenario.config(number, group, instance.member, current);
                switch (instance.mode) {
                    case DOWN -> {}
                    case BACKUP -> instance.watchMaster();
                    case MASTER -> instance.advertise();
                }
            }
            for (int member = ofGroup(group).size(); member < current.members(); member++) {
                instances.add(new Instance(group, member));
            }
            trace.add(name(), "is configured: vg-" + (group + 1) + " " + current);
            watch.foreignChanged(this);
            linksChanged();
        });
    }

    @Override
    public @Nullable VirtualRouterConfig running(int group, int member) {
        for (Instance instance : instances) {
            if (instance.group == group && instance.member == member) {
                return instance.config;
            }
        }
        return null;
    }

    @Override
    public boolean isMaster(int group, int member) {
        for (Instance instance : instances) {
            if (instance.group == group && instance.member == member) {
                return instance.mode == Mode.MASTER;
            }
        }
        return false;
    }

    private List<Instance> ofGroup(int group) {
        return instances.stream().filter(instance -> instance.group == group).toList();
    }

    private void read(int card, byte[] frame) {
        if (!(AdvertisementDecoder.decode(frame) instanceof DecodeResult.Accepted accepted)) {
            return;
        }
        for (Instance instance : List.copyOf(instances)) {
            if (instance.card == card
                    && accepted.advertisement().vrid().equals(instance.config.vrid())
                    && AdvertisementCheck.check(instance.config, accepted).isEmpty()) {
                instance.hear(accepted.advertisement());
            }
        }
    }
}
