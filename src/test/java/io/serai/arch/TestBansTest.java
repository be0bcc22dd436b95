package io.serai.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What Serai's tests do not do, and why not. */
@AnalyzeClasses(packages = "io.serai", importOptions = OnlyIncludeTests.class)
class TestBansTest {
    @ArchTest
    static final ArchRule sleep = noClasses()
            .should()
            .callMethodWhere(Calls.SLEEP)
            .because("a test that sleeps is slow on a fast machine and wrong on a slow one: wait for a condition");

    @ArchTest
    static final ArchRule names = methods()
            .that()
            .areAnnotatedWith(Test.class)
            .should()
            .haveNameMatching("[a-z][A-Za-z0-9]*")
            .because("a test is named after a behaviour, in lowerCamel");
}
