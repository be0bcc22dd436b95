package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that routes name stay where they are: operators have written their names into files of their own. */
class NamedClassesTest {
    private static final Pattern NAME =
            Pattern.compile("(?:#class:|[\\s\\[,\"'])(io\\.serai(?:\\.[a-z]\\w*)*\\.[A-Z]\\w*)");
    private static final List<Path> ROUTES = List.of(Path.of("routes"), Path.of("src/test/resources/earlier-routes"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.serai.alerts.Thresholds",
                "io.serai.cache.AnswerCache",
                "io.serai.chat.ChatException",
                "io.serai.chat.RejectedException",
                "io.serai.ingress.Workers",
                "io.serai.prompts.SystemPrompt",
                "io.serai.provider.ContentFilteredException",
                "io.serai.provider.KeyBalancer",
                "io.serai.provider.ProviderEntry",
                "io.serai.provider.TargetFailedException",
                "io.serai.routing.Degradation"
            })
    void aClassThatDocumentsNameIsPublicUnderThisName(String name) throws ClassNotFoundException {
        assertThat(Modifier.isPublic(Class.forName(name).getModifiers())).isTrue();
    }

    @Test
    void everyClassInRoutesOfTodayAndBeforeIsPublic() throws IOException, ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        for (Path folder : ROUTES) {
            for (Path file : yaml(folder)) {
                Matcher name = NAME.matcher(Files.readString(file));
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        assertThat(names).contains("io.serai.provider.TargetFailedException", "io.serai.provider.ProviderEntry");
        for (String name : names) {
            assertThat(Modifier.isPublic(Class.forName(name).getModifiers()))
                    .as(name)
                    .isTrue();
        }
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }
}
