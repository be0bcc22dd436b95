package io.serai.revision.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the folders of jobs is found: broken defaults, and files that no route takes. */
class JobFoldersCheckTest {
    private static final String FOLDER = """
            - templatedRoute:
                routeTemplateRef: job-folder
                routeId: folder-code
                parameters:
                  - { name: folder, value: jobs/code }
            """;
    private static final String BATCHES = """
            - templatedRoute:
                routeTemplateRef: job-batches
                routeId: batches-code
                parameters:
                  - { name: folder, value: jobs/code }
            """;

    @TempDir
    Path directory;

    @Test
    void theShippedFoldersAreFine() {
        assertThat(check(new CheckedDirectory(directory))).isEmpty();
    }

    @Test
    void aParameterOfATemplateIsNoFolder() throws Exception {
        CheckedDirectory edited = new CheckedDirectory(directory);
        Files.writeString(directory.resolve("folder"), "a file that is named like the parameter");

        assertThat(check(edited)).isEmpty();
    }

    @Test
    void aFolderWithoutARouteForBatchesIsSaid() {
        CheckedDirectory edited = new CheckedDirectory(directory).file("routes/more.camel.yaml", FOLDER);
        assertThat(check(edited)).singleElement().satisfies(finding -> {
            assertThat(finding.toString())
                    .startsWith("routes/more.camel.yaml:2 no route takes *.jsonl and *.csv from jobs/code/inbox");
            assertThat(finding.message()).contains("job-batches");
            assertThat(finding.warning()).isTrue();
        });
    }

    @Test
    void bothRoutesTogetherAreFine() {
        assertThat(check(new CheckedDirectory(directory).file("routes/more.camel.yaml", FOLDER + BATCHES)))
                .isEmpty();
    }

    @Test
    void theInboxWithoutItsRouteForBatchesIsSaid() throws Exception {
        CheckedDirectory edited = new CheckedDirectory(directory);
        Files.delete(directory.resolve("routes/batches.camel.yaml"));
        assertThat(check(edited))
                .anySatisfy(finding -> assertThat(finding.toString())
                        .startsWith("routes/files.camel.yaml:")
                        .contains("from inbox"));
    }

    @Test
    void brokenDefaultsAreFoundInTheirLine() {
        CheckedDirectory edited = new CheckedDirectory(directory).file("routes/more.camel.yaml", FOLDER + BATCHES);
        Map<String, Finding> broken = Map.of(
                "inbox", new Finding("", 3, "'temprature' is unknown"),
                "jobs/code/inbox", new Finding("", 0, "cannot be read"));
        List<Finding> findings = new RouteCheck(surroundings(folder -> Optional.ofNullable(
                        broken.get(directory.toAbsolutePath().relativize(folder).toString()))))
                .check(edited.path());
        assertThat(findings)
                .extracting(Finding::toString)
                .containsExactly(
                        "inbox/defaults.yaml:3 'temprature' is unknown",
                        "jobs/code/inbox/defaults.yaml cannot be read");
        assertThat(findings).noneMatch(Finding::warning);
    }

    private List<Finding> check(CheckedDirectory edited) {
        return new RouteCheck(surroundings(folder -> Optional.empty())).check(edited.path());
    }

    private Surroundings surroundings(Function<Path, Optional<Finding>> defaults) {
        Surroundings usual = CheckedDirectory.SURROUNDINGS;
        return new Surroundings(
                usual.beans(),
                usual.catalog(),
                usual.libraries(),
                usual.functions(),
                Map.of("serai.dir", directory.toAbsolutePath().toString()),
                usual.overrides(),
                defaults,
                true);
    }
}
