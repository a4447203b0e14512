package dev.vrrp.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/**
 * The package table of the module: who may depend on whom, and why. A rule that must be waived is waived here, with its
 * reason.
 */
@AnalyzeClasses(packages = "dev.vrrp.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.vrrp.agent";
    private static final String MODEL = "dev.vrrp.agent.protocol.model";
    private static final String FSM = "dev.vrrp.agent.protocol.fsm";
    private static final String WIRE = "dev.vrrp.agent.protocol.wire";
    private static final String PROTOCOL = "dev.vrrp.agent.protocol..";
    private static final String RUNTIME = "dev.vrrp.agent.runtime..";
    private static final String NET = "dev.vrrp.agent.net..";
    private static final String KERNEL = "dev.vrrp.agent.kernel..";
    private static final String NETLINK = "dev.vrrp.agent.kernel.netlink..";
    private static final String FFI = "dev.vrrp.agent.kernel.netlink.ffi..";
    private static final String HEALTH = "dev.vrrp.agent.health..";
    private static final String KUBERNETES = "dev.vrrp.agent.kubernetes..";
    private static final String CONFIGURATION = "dev.vrrp.agent.configuration..";
    private static final String METRICS = "dev.vrrp.agent.metrics..";
    private static final String PREFLIGHT = "dev.vrrp.agent.preflight..";
    private static final String API = "dev.vrrp.api..";
    private static final String FABRIC8 = "io.fabric8..";
    private static final String JNR = "jnr..";
    private static final String PCAP4J = "org.pcap4j..";

    /** The JDK without what would let the outside in: no clock, randomness, thread, lock, DNS, file or socket. */
    private static final DescribedPredicate<JavaClass> PURE_JDK = resideInAnyPackage(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .and(not(assignableTo(Thread.class)))
            .and(not(assignableTo(ThreadLocal.class)))
            .and(not(assignableTo(System.class)))
            .and(not(assignableTo(Runtime.class)))
            .and(not(assignableTo(Process.class)))
            .and(not(assignableTo(ProcessBuilder.class)))
            .and(not(assignableTo(Random.class)))
            .and(not(assignableTo(UUID.class)))
            .and(not(assignableTo(Timer.class)))
            .or(assignableTo(Duration.class))
            .or(assignableTo(Inet4Address.class))
            .or(assignableTo(Inet6Address.class))
            .or(assignableTo(InetAddress.class))
            .as("the pure part of the JDK");

    @ArchTest
    static final ArchRule modelIsPure = classes()
            .that()
            .resideInAPackage(MODEL)
            .should()
            .onlyDependOnClassesThat(are(resideInAPackage(MODEL).or(PURE_JDK)))
            .because("a value is the same wherever and whenever it is looked at");

    @ArchTest
    static final ArchRule machineIsPure = classes()
            .that()
            .resideInAPackage(FSM)
            .should()
            .onlyDependOnClassesThat(are(resideInAnyPackage(MODEL, FSM).or(PURE_JDK)))
            .because(
                    "the same state, event and time must give the same step, in the simulator as on a node; and what the"
                            + " machine knows of the wire is the model's business");

    @ArchTest
    static final ArchRule codecIsPure = classes()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .onlyDependOnClassesThat(are(resideInAnyPackage(MODEL, WIRE, "java.nio")
                    .or(PURE_JDK)
                    .or(assignableTo(UnknownHostException.class))
                    .or(assignableTo(Locale.class))))
            .because("the same bytes must be read the same way, and elections are not the codec's business");

    @ArchTest
    static final ArchRule protocolAsksNobody = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .callMethod(InetAddress.class, "getByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getAllByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getLocalHost")
            .orShould()
            .callMethod(InetAddress.class, "getHostName")
            .orShould()
            .callMethod(InetAddress.class, "getCanonicalHostName")
            .orShould()
            .callMethod(InetAddress.class, "isReachable", int.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(RandomGenerator.class)
            .because("a name look-up or a die inside the core could not be replayed");

    @ArchTest
    static final ArchRule protocolLocksNothing = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(PROTOCOL)
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED)
            .because("one thread steps the core; a lock would hide that another does");

    @ArchTest
    static final ArchRule protocolSharesNothing = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(PROTOCOL)
            .should(new ArchCondition<>("be final, or neither static nor volatile") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    Set<JavaModifier> modifiers = field.getModifiers();
                    boolean confined = modifiers.contains(JavaModifier.FINAL)
                            || !(modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.VOLATILE));
                    events.add(new SimpleConditionEvent(field, confined, field.getFullName()));
                }
            })
            .because("a step returns the next state and remembers nothing beside it");

    @ArchTest
    static final ArchRule modelTypesAreValues = classes()
            .that()
            .resideInAPackage(MODEL)
            .should(beValues())
            .because("a value that exists is valid, for ever");

    @ArchTest
    static final ArchRule sealedTypesEndInValues = classes()
            .that()
            .resideInAPackage(PROTOCOL)
            .and(areSealed())
            .should(permitOnlyValues())
            .because("states, events, actions and results are compared, printed and switched over");

    @ArchTest
    static final ArchRule runtimeKnowsOnlyTheProtocol = noClasses()
            .that()
            .resideInAPackage(RUNTIME)
            .should()
            .dependOnClassesThat(are(resideInAnyPackage(API, FABRIC8, JNR, PCAP4J, "com.sun.jna..", "com.fasterxml..")
                    .or(resideInAPackage("dev.vrrp.agent..").and(resideOutsideOfPackages(RUNTIME, PROTOCOL)))))
            .because("the loop reaches the world through its ports, so that it runs in a test as on a node");

    @ArchTest
    static final ArchRule edgesDoNotKnowEachOther = slices().matching(
                    "dev.vrrp.agent.(net|kernel|health|kubernetes|metrics)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true)
            .because("each implements ports of the runtime and can be replaced alone");

    @ArchTest
    static final ArchRule edgesMeetInTheRuntime = noClasses()
            .that()
            .resideInAnyPackage(NET, KERNEL, HEALTH, KUBERNETES, METRICS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, FSM, "dev.vrrp.operator..")
            .allowEmptyShould(true)
            .because(
                    "the main class puts the parts together, the loop alone steps the machine, and operator and agent meet"
                            + " in the custom resources");

    @ArchTest
    static final ArchRule checksLookFromOutside = noClasses()
            .that()
            .resideInAPackage(PREFLIGHT)
            .should()
            .dependOnClassesThat(
                    are(resideInAPackage("dev.vrrp.agent..").and(resideOutsideOfPackages(PREFLIGHT, RUNTIME, MODEL))))
            .because("a check sees what the loop tells of itself, and changes nothing");

    @ArchTest
    static final ArchRule netlinkStandsAlone = noClasses()
            .that()
            .resideInAPackage(NETLINK)
            .should()
            .dependOnClassesThat(are(resideInAPackage("dev.vrrp.agent..")
                    .and(resideOutsideOfPackages(NETLINK, "dev.vrrp.agent.protocol.model"))))
            .allowEmptyShould(true)
            .because("it speaks the kernel's language and knows nothing of elections");

    @ArchTest
    static final ArchRule nativeCallsInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(FFI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JNR, "com.kenai..")
            .because("a native call that is wrong ends the process: few lines, seen at a glance");

    @ArchTest
    static final ArchRule captureInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(NET)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PCAP4J, "com.sun.jna..")
            .because("frames are bytes to everyone else");

    @ArchTest
    static final ArchRule kubernetesInOnePlace = noClasses()
            .that(are(resideOutsideOfPackages(KUBERNETES, ROOT)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FABRIC8)
            .because("an agent elects without any Kubernetes");

    @ArchTest
    static final ArchRule documentsInOnePlace = noClasses()
            .that(are(resideOutsideOfPackages(CONFIGURATION, KUBERNETES, ROOT)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(API)
            .because("a NodeConfig is checked once, at the edge, into types that cannot be wrong");

    @ArchTest
    static final ArchRule jsonAtTheEdges = noClasses()
            .that(are(resideOutsideOfPackages(CONFIGURATION, KUBERNETES, METRICS, ROOT)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..")
            .because("inside, nothing is read that came from outside");

    @ArchTest
    static final ArchRule metricsInOnePlace = noClasses()
            .that(are(resideOutsideOfPackages(METRICS)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.prometheus..", "com.sun.net.httpserver..")
            .because("the loop counts, and who asks is none of its business");

    @ArchTest
    static final ArchRule configurationIsAnEdge = noClasses()
            .that()
            .resideInAPackage(CONFIGURATION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, FSM, WIRE, NET, KERNEL, HEALTH, KUBERNETES, METRICS)
            .because("the file serves an agent that knows no Kubernetes");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.vrrp.agent.(**)")
            .should()
            .beFreeOfCycles()
            .because("what depends on each other is one package in two folders");

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .because("such a name fits everything and so says nothing");

    @ArchTest
    static final ArchRule onlyTheMainClassEndsTheProcess = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .because("what a process takes from its surroundings, and when it ends, is read in one place");

    @ArchTest
    static final ArchRule packagesSayWhatTheyAreFor = classes()
            .should(new ArchCondition<>("live in a package with a @NullMarked package-info") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " of " + type.getName()));
                }
            })
            .because("its package-info says what lives there and what it may depend on, and null is checked there");

    private static ArchCondition<JavaClass> beValues() {
        return new ArchCondition<>("be records, enums or sealed interfaces") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, isValue(type) || isMarker(type), type.getName()));
            }
        };
    }

    private static DescribedPredicate<JavaClass> areSealed() {
        return DescribedPredicate.describe("are sealed", type -> type.reflect().isSealed());
    }

    private static ArchCondition<JavaClass> permitOnlyValues() {
        return new ArchCondition<>("permit only records, enums and sealed interfaces") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Class<?> permitted : type.reflect().getPermittedSubclasses()) {
                    boolean value = permitted.isRecord() || permitted.isEnum() || permitted.isSealed();
                    events.add(new SimpleConditionEvent(type, value, permitted.getName() + " of " + type.getName()));
                }
            }
        };
    }

    private static boolean isValue(JavaClass type) {
        return type.isRecord()
                || type.isEnum()
                || (type.isInterface() && type.reflect().isSealed());
    }

    private static boolean isMarker(JavaClass type) {
        return type.getSimpleName().equals("package-info")
                || type.isAnonymousClass()
                || type.getModifiers().contains(JavaModifier.SYNTHETIC);
    }
}
