package dev.vrrp.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom in the lab, and why. */
@AnalyzeClasses(packages = "dev.vrrp.e2e", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("lab")
            .definedBy("dev.vrrp.e2e.lab..")
            .layer("cluster")
            .definedBy("dev.vrrp.e2e.cluster..")
            .layer("peer")
            .definedBy("dev.vrrp.e2e.peer..")
            .layer("product")
            .definedBy("dev.vrrp.e2e.product..")
            .layer("kubelet")
            .definedBy("dev.vrrp.e2e.kubelet..")
            .layer("demo")
            .definedBy("dev.vrrp.e2e.demo..")
            .whereLayer("demo")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("kubelet")
            .mayOnlyBeAccessedByLayers("demo")
            .whereLayer("product")
            .mayOnlyBeAccessedByLayers("kubelet", "demo")
            .whereLayer("peer")
            .mayOnlyBeAccessedByLayers("demo")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("product", "kubelet", "demo")
            .because("the lab serves any protocol, the control plane any operator; only the top knows the product");

    @ArchTest
    static final ArchRule PRODUCT_FROM_OUTSIDE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vrrp.operator..", "dev.vrrp.agent..")
            .because("the operator and the agents are run as the programs that a user runs");

    @ArchTest
    static final ArchRule NAMES = classes()
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .because("a name says what a class is, not that it is of use");
}
