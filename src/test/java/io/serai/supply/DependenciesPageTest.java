package io.serai.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that {@code docs/dependencies.md} names in its first column are those of {@code pom.xml}. */
class DependenciesPageTest {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+(\\.Final)?");
    private static final Pattern IN_POM = Pattern.compile("version>([^<$]+)</");

    @Test
    void namesTheVersionsOfThePom() throws IOException {
        Matcher inPom = IN_POM.matcher(Files.readString(Path.of("pom.xml")));
        List<String> known =
                new ArrayList<>(inPom.results().map(found -> found.group(1)).toList());
        Artifact.of(System.getProperty("java.class.path")).forEach(artifact -> known.add(artifact.version()));
        List<String> named = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/dependencies.md"))) {
            if (line.startsWith("|")) {
                VERSION.matcher(line.split("\\|")[1]).results().forEach(found -> named.add(found.group()));
            }
        }

        assertThat(named).hasSizeGreaterThan(25);
        assertThat(known).containsAll(named);
    }
}
