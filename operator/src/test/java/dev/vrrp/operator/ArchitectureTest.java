package dev.vrrp.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
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
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import org.jspecify.annotations.NullMarked;

/**
 * The package table of the module: who may depend on whom, and why. A rule that must be waived is waived here, with its
 * reason.
 */
@AnalyzeClasses(packages = "dev.vrrp.operator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.vrrp.operator";
    private static final String PLAN = "dev.vrrp.operator.plan..";
    private static final String STATUS = "dev.vrrp.operator.status..";
    private static final String RECONCILE = "dev.vrrp.operator.reconcile..";
    private static final String API = "dev.vrrp.api..";

    /** The JDK without what would let the outside in; of its time, what holds a time and not what tells it. */
    private static final DescribedPredicate<JavaClass> PURE_JDK = resideInAnyPackage(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify.annotations")
            .and(DescribedPredicate.not(assignableTo(Thread.class)))
            .and(DescribedPredicate.not(assignableTo(System.class)))
            .and(DescribedPredicate.not(assignableTo(Runtime.class)))
            .or(assignableTo(Duration.class))
            .or(assignableTo(Instant.class))
            .or(assignableTo(OffsetDateTime.class))
            .or(assignableTo(ChronoUnit.class))
            .or(assignableTo(TemporalUnit.class))
            .or(assignableTo(InetAddress.class))
            .or(assignableTo(Inet4Address.class))
            .or(assignableTo(Inet6Address.class))
            .or(assignableTo(UnknownHostException.class))
            .as("the pure part of the JDK");

    @ArchTest
    static final ArchRule planIsPure = classes()
            .that()
            .resideInAPackage(PLAN)
            .should()
            .onlyDependOnClassesThat(are(resideInAnyPackage(PLAN, API).or(PURE_JDK)))
            .because("the same snapshot must give the same plan, today and after a restart");

    @ArchTest
    static final ArchRule statusIsPure = classes()
            .that()
            .resideInAPackage(STATUS)
            .should()
            .onlyDependOnClassesThat(are(resideInAnyPackage(STATUS, API).or(PURE_JDK)))
            .because("what is said about a cluster is tested without one");

    @ArchTest
    static final ArchRule thePureAskNobody = noClasses()
            .that()
            .resideInAnyPackage(PLAN, STATUS)
            .should()
            .callMethod(InetAddress.class, "getByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getAllByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getHostName")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(Math.class, "random")
            .because("a name look-up, a clock or a die would make two runs differ");

    @ArchTest
    static final ArchRule reconcilersTakeTheirClock = noClasses()
            .that()
            .resideInAPackage(RECONCILE)
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .because("the main class says what time it is");

    @ArchTest
    static final ArchRule onlyTheEdgeKnowsKubernetes = noClasses()
            .that()
            .resideInAnyPackage(PLAN, STATUS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "org.slf4j..", RECONCILE, ROOT)
            .because("decisions are values; someone else carries them out");

    @ArchTest
    static final ArchRule theAgentIsElsewhere = noClasses()
            .should()
            .dependOnClassesThat(are(resideInAPackage("dev.vrrp.agent..")))
            .because("operator and agent meet in the custom resources");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.vrrp.operator.(**)")
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
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
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
}
