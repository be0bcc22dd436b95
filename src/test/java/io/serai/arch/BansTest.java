package io.serai.arch;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static io.serai.arch.Calls.calls;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.serai.Serai;
import io.serai.demo.DemoProvider;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.NullMarked;

/** What Serai does not do, and why not. */
@AnalyzeClasses(packages = "io.serai", importOptions = DoNotIncludeTests.class)
class BansTest {
    private static final DescribedPredicate<JavaClass> IN_A_NULL_MARKED_PACKAGE = DescribedPredicate.describe(
            "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));

    @ArchTest
    static final ArchRule javaUtilLogging =
            NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because("every line of the log goes through SLF4J, in one format");

    @ArchTest
    static final ArchRule standardStreams = noClasses()
            .that()
            // It hands its standard output to the command "check", whose findings are for editors and scripts.
            .doNotBelongToAnyOf(Serai.class)
            .should(ACCESS_STANDARD_STREAMS)
            .because("what a person should see is one line in the log or in the answer, never a stack trace");

    @ArchTest
    static final ArchRule sleep = noClasses()
            .that()
            .doNotBelongToAnyOf(DemoProvider.class)
            .should()
            .callMethodWhere(Calls.SLEEP)
            .because("a wait has a condition; only the demo provider pretends to think");

    @ArchTest
    static final ArchRule timeOfDay = noClasses()
            .that()
            .resideInAnyPackage("io.serai.cache..", "io.serai.catalog..", "io.serai.quota..", "io.serai.routing..")
            .should()
            .callMethodWhere(calls(Instant.class, "now")
                    .or(calls(Clock.class, "system.*"))
                    .or(calls(InstantSource.class, "system"))
                    .or(calls(System.class, "currentTimeMillis|nanoTime")))
            .because("the clock is handed in, so that a test turns it instead of waiting");

    @ArchTest
    static final ArchRule nullMarked =
            classes().should(be(IN_A_NULL_MARKED_PACKAGE)).because("NullAway looks at nothing else");
}
