package io.serai.arch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Packages depend downwards. A package that is new to Serai gets its line here. */
@AnalyzeClasses(packages = "io.serai", importOptions = DoNotIncludeTests.class)
class ArrowsTest {
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String YAML = "org.snakeyaml.engine..";

    /** The ideas of which the provider is made. */
    private static final String[] BELOW_PROVIDER = Stream.of(
                    "adapt", "answer", "connection", "failure", "health", "key", "permit")
            .map(name -> "io.serai.provider." + name + "..")
            .toArray(String[]::new);

    @ArchTest
    static final ArchRule chat = nothingBut("chat", ours(), libraries())
            .because("every other package speaks in these words, so they must not bring a library along");

    @ArchTest
    static final ArchRule quota = nothingBut("quota", ours("journal"), libraries())
            .because("counting is arithmetic; it has to be testable with a clock and nothing else");

    @ArchTest
    static final ArchRule text = nothingBut("text", ours(), libraries(YAML))
            .because("reading a file's letters rightly is the same whatever the file says");

    @ArchTest
    static final ArchRule settings = nothingBut("settings", ours("text"), libraries("com.google.re2j.."))
            .because("a table of names and kinds; what a setting does is the business of its reader");

    @ArchTest
    static final ArchRule journal = nothingBut("journal", ours("text"), libraries())
            .because("it keeps lines; what they say is for those who write them");

    @ArchTest
    static final ArchRule catalog = nothingBut("catalog", ours("text"), libraries(YAML))
            .because("vendors are data; who reads the data decides what to do with it");

    @ArchTest
    static final ArchRule dialectContract = only("dialect", ours("chat"), libraries(JACKSON, "com.knuddels.jtokkit.."))
            .because("the contract must not know who keeps it");

    @ArchTest
    static final ArchRule dialectFolders = classes()
            .that()
            .resideInAPackage("io.serai.dialect.*..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(with(ours("chat"), "io.serai.dialect..", JACKSON, "java..", "org.jspecify..")))
            .because("a wire format is the same whoever sends it: no Camel, no HTTP client, no catalogue");

    @ArchTest
    static final ArchRule dialectsApart = slices().matching("io.serai.dialect.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("io.serai.dialect.openai.."))
            .because("a dialect can be deleted with its folder; only what builds on openai may know openai");

    @ArchTest
    static final ArchRule dialectsUnnamed = noClasses()
            .that()
            .resideOutsideOfPackages("io.serai", "io.serai.dialect..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serai.dialect.*..")
            .because("a dialect is registered in one line, in Serai; all others see the contract");

    @ArchTest
    static final ArchRule cache = of("cache", "chat", "journal", "settings")
            .because("it keeps answers, wherever they came from and wherever they go");

    @ArchTest
    static final ArchRule provider = of("provider", "catalog", "chat", "dialect", "journal", "quota", "text")
            .because("a call to a vendor must not depend on how the request came in or why this vendor was chosen");

    @ArchTest
    static final ArchRule ideasOfProviders = noClasses()
            .that()
            .resideInAnyPackage(BELOW_PROVIDER)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.serai.provider",
                    "io.serai.provider.llm..",
                    "io.serai.provider.recovery..",
                    "io.serai.provider.view.."))
            .because("keys, health, connections and words are understood and tested without a provider");

    @ArchTest
    static final ArchRule lookersOnProviders = noClasses()
            .that()
            .resideInAnyPackage(with(BELOW_PROVIDER, "io.serai.provider"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.serai.provider.llm..", "io.serai.provider.recovery..", "io.serai.provider.view.."))
            .because("who asks, mends or shows providers stands above them");

    @ArchTest
    static final ArchRule prompts = of("prompts", "chat", "dialect", "text")
            .because("what models are told is the same wherever a request came in and wherever it goes");

    @ArchTest
    static final ArchRule redaction = nothingBut("redaction", ours(), libraries("com.google.re2j.."))
            .because("what is secret in a text does not depend on where the text came from");

    @ArchTest
    static final ArchRule promptlog = nothingBut(
                    "promptlog", ours("chat", "dialect", "journal", "redaction"), libraries("com.google.re2j.."))
            .because("it writes down what was said, wherever it came in and wherever it went");

    @ArchTest
    static final ArchRule alerts = nothingBut(
                    "alerts", ours("chat", "dialect", "provider", "quota", "settings"), libraries())
            .because("it looks at what others know and tells a route, whose steps are the operator's");

    @ArchTest
    static final ArchRule demo = only("demo", ours("chat", "provider"), libraries("org.apache.camel.."))
            .because("the demo is a provider like any other");

    @ArchTest
    static final ArchRule simulator = nothingBut(
                    "demo.simulator",
                    ours("catalog", "dialect", "quota", "text"),
                    libraries(YAML, "io.vertx..", "io.netty.."))
            .because("it plays vendors as their documents say, not as Serai sees them; only limits mean the same to"
                    + " both");

    @ArchTest
    static final ArchRule routing = of("routing", "catalog", "chat", "provider", "quota", "settings")
            .because("choosing a target needs to know the targets, not who asks");

    @ArchTest
    static final ArchRule classify = nothingBut(
                    "routing.classify", ours("chat"), libraries("com.github.benmanes.caffeine.."))
            .because("a text goes in and a task comes out; which models there are is not the classifier's business");

    @ArchTest
    static final ArchRule patience = noClasses()
            .that()
            .resideInAPackage("io.serai.routing")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serai.routing.patience..")
            .because("waiting is a step of the routes; who chooses a target need not know that somebody waits");

    @ArchTest
    static final ArchRule waysIn = slices().matching("io.serai.ingress.(http|job|edge)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("io.serai.ingress.http.."), resideInAPackage("io.serai.ingress.edge.."))
            .because("HTTP and jobs are two ways in: what both need lies above them; only HTTP has an edge");

    @ArchTest
    static final ArchRule ingress = of("ingress", "batch", "brake", "chat", "dialect", "settings", "text")
            .because("a request that comes in must pass through the routes; nothing here may reach a vendor");

    @ArchTest
    static final ArchRule clients = nothingBut(
                    "clients",
                    ours("catalog", "chat", "cost", "dialect", "journal", "quota", "store", "text"),
                    libraries(YAML, "com.github.benmanes.caffeine.."))
            .because("who may ask how much is the same whichever way a request comes in and wherever it goes");

    @ArchTest
    static final ArchRule cost = nothingBut("cost", ours("catalog", "chat", "dialect"), libraries())
            .because("budgets and the ledger must count the same");

    @ArchTest
    static final ArchRule store = nothingBut("store", ours(), libraries("org.slf4j.."))
            .because("it keeps tables; what is in them is for those who write them");

    @ArchTest
    static final ArchRule ledger = nothingBut(
                    "ledger", ours("catalog", "chat", "cost", "dialect", "store"), libraries())
            .because("it writes down what calls cost, wherever they came in and wherever they went");

    @ArchTest
    static final ArchRule batch = nothingBut(
                    "batch", ours("chat", "dialect", "journal", "store", "text"), libraries("org.slf4j.."))
            .because("work is taken in and kept here; how a line is answered is the routes' business");

    @ArchTest
    static final ArchRule brake = nothingBut("brake", ours(), libraries("com.github.benmanes.caffeine..", "io.netty.."))
            .because("guesses are slowed down by where they come from, whatever is guessed");

    @ArchTest
    static final ArchRule broker = nothingBut(
                    "broker",
                    ours("brake"),
                    libraries(
                            "io.netty..", "jakarta.jms..", "javax.security..", "org.apache.activemq..", "org.slf4j.."))
            .because("it carries messages; what they say, and how routes read them, is not its business");

    @ArchTest
    static final ArchRule ops = of("ops", "cache", "catalog", "chat", "cost", "dialect", "provider", "quota", "routing")
            .because("operation looks at all the rest, and none of the rest looks at it");

    @ArchTest
    static final ArchRule page = nothingBut("page", ours(), libraries("io.vertx..", "org.slf4j.."))
            .because("it sends files and events; what is in them is for those who know it");

    @ArchTest
    static final ArchRule root = noClasses()
            .that()
            .resideOutsideOfPackage("io.serai")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serai")
            .because("the root puts the parts together; a part that knows the whole cannot be tested alone");

    @ArchTest
    static final ArchRule revision = noClasses()
            .that()
            .resideOutsideOfPackages("io.serai", "io.serai.revision..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serai.revision..")
            .because("what a revision holds is replaced with it and must not hold on to it");

    @ArchTest
    static final ArchRule noCycles = slices().matching("io.serai.(**)")
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle are one package with several names");

    /** The package uses the named packages of ours and any library. */
    private static ArchRule of(String name, String... ours) {
        return classes()
                .that()
                .resideInAPackage("io.serai." + name + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.serai..")
                        .or(resideInAnyPackage(with(ours(ours), "io.serai." + name + ".."))));
    }

    /** The package and all below it use the named packages of ours, the named libraries and the JDK. */
    private static ArchRule nothingBut(String name, String[] ours, String[] libraries) {
        return only(name + "..", ours, libraries);
    }

    private static ArchRule only(String name, String[] ours, String[] libraries) {
        String self = "io.serai." + name;
        return classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(with(with(ours, libraries), self, "java..", "org.jspecify..")));
    }

    private static String[] ours(String... names) {
        return Arrays.stream(names).map(name -> "io.serai." + name + "..").toArray(String[]::new);
    }

    private static String[] libraries(String... packages) {
        return packages;
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
