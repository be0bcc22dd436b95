package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.revision.RevisionException;
import io.serai.revision.Revisions.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code check}, a save and a start say the same of the same files, in the same line. */
class GateTest {
    private static final String MINE = "routes/mine.camel.yaml";
    private static final Pattern PLACE =
            Pattern.compile("^(?:SERAI\\S+|-D\\S+|[\\w./-]+\\.(?:yaml|properties)(?::\\d+)?)");

    @TempDir
    static Path running;

    @TempDir
    Path other;

    private static RunningSerai serai;

    /** A file, and the line of the mistake in it; 0 for none. */
    private record Row(String file, int line, String content) {
        @Override
        public String toString() {
            return file + ':' + line + ' ' + content.strip().replaceAll("\\s+", " ");
        }
    }

    private static Row route(int line, String step) {
        String text = "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n";
        return new Row(MINE, line, text + step.indent(8));
    }

    private static Row provider(int line, String parameters) {
        return new Row(MINE, line, """
            - templatedRoute:
                routeTemplateRef: provider
                routeId: mine
                parameters:
                  - { name: name, value: mine }
            """ + parameters.indent(6));
    }

    private static Row template(int line, String value) {
        return new Row(MINE, line, """
            - routeTemplate:
                id: slow
                parameters:
                  - name: name
                  - name: pause
                from:
                  uri: direct:{{name}}
                  steps:
                    - delay: { constant: "{{pause}}" }
            - templatedRoute:
                routeTemplateRef: slow
                routeId: slow
                parameters:
                  - { name: name, value: slow }
                  - { name: pause, value: "%s" }
            """.formatted(value));
    }

    private static Row settings(int line, String text) {
        return new Row("application.properties", line, "serai.http.port = 0\nserai.log.requests = off\n" + text);
    }

    static Stream<Row> rows() {
        return Stream.of(
                // Targets and their options.
                route(6, "- to: llm:demo/x?weight=abc"),
                route(6, "- to: llm:demo/x?weight=0"),
                route(6, "- to: llm:demo/x?wieght=3"),
                route(9, "- to:\n    uri: llm:demo/x\n    parameters:\n      weight: many"),
                route(6, "- to: llm:nobody/x"),
                route(0, "- to: llm:demo/x?weight=3"),
                new Row(
                        MINE,
                        4,
                        "- route:\n    id: mine\n    from:\n      uri: llm:demo/x\n      steps:\n        - stop: {}\n"),
                // Constants and options of steps.
                route(6, "- delay: { constant: abc }"),
                route(6, "- delay: { simple: abc }"),
                route(6, "- throttle: { constant: \"x\", timePeriodMillis: \"1000\" }"),
                route(6, "- throttle: { constant: \"5\", timePeriodMillis: \"soon\" }"),
                route(6, "- loop: { constant: often, steps: [ { log: hello } ] }"),
                route(0, "- delay: { constant: \"10\" }"),
                route(0, "- throttle: { constant: \"5\", timePeriodMillis: \"1m\" }"),
                route(0, "- delay: { simple: \"${header.pause}\" }"),
                // Options of components, whose beans need not be there.
                route(6, "- to: jms:queue:x?concurrentConsumers=a"),
                route(6, "- to: jms:queue:x?deliveryPersistent=perhaps"),
                route(6, "- to: http:127.0.0.1:1?connectTimeout=soon"),
                // Templates' values.
                template(15, "abc"),
                template(0, "10"),
                provider(6, "- { name: url, value: \"http//host\" }"),
                provider(6, "- { name: url, value: \"http://host:99999/v1\" }"),
                provider(6, "- { name: url, value: \"http://user:pw@host/v1\" }"),
                provider(6, "- { name: url, value: \"ftp://host/v1\" }"),
                provider(7, "- { name: url, value: \"http://127.0.0.1:1/v1\" }\n- { name: limits, value: often }"),
                provider(7, "- { name: url, value: \"http://127.0.0.1:1/v1\" }\n- { name: limts, value: 5/min }"),
                provider(7, "- { name: url, value: \"http://127.0.0.1:1/v1\" }\n- { name: timeout, value: soon }"),
                provider(
                        7,
                        "- { name: url, value: \"http://127.0.0.1:1/v1\" }\n"
                                + "- { name: keys, value: \"file:no/such.txt\" }"),
                provider(0, "- { name: url, value: \"http://127.0.0.1:1/v1\" }\n- { name: keys, value: \"a,,b,\" }"),
                provider(0, "- { name: url, value: \"my_host:8000/v1\" }"),
                // Values of beans.
                new Row(
                        MINE,
                        5,
                        "- beans:\n"
                                + "    - name: mine\n"
                                + "      type: io.serai.routing.Degradation\n"
                                + "      properties:\n"
                                + "        rest: soon\n"),
                new Row(
                        MINE,
                        5,
                        "- beans:\n"
                                + "    - name: mine\n"
                                + "      type: io.serai.routing.Degradation\n"
                                + "      properties:\n"
                                + "        calls: many\n"),
                new Row(
                        MINE,
                        0,
                        "- beans:\n"
                                + "    - name: mine\n"
                                + "      type: io.serai.routing.Degradation\n"
                                + "      properties:\n"
                                + "        rest: 30s\n"),
                // Settings.
                settings(3, "serai.http.wait = 5\n"),
                settings(3, "serai.http.wiat = 5s\n"),
                settings(3, "serai.http.body-limit = much\n"),
                settings(3, "serai.broker.listen = 61616\n"),
                settings(0, "serai.http.wait = 1m30s\nmine.own = 5\n"),
                settings(0, "serai.http.keys =\n"),
                // Files.
                new Row(MINE, 0, ""),
                new Row(MINE, 0, "\uFEFF# nothing yet\n"),
                new Row("routes/broken.camel.yaml", 3, "- route:\n   id: mine\n    from: direct:mine\n"));
    }

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(running).with("serai.watch", "0").start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    /** All of them in one directory, each in a file of its own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checkSaveAndStartAgreeOnManyFiles(boolean good) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Row row : rows().filter(it -> it.file().equals(MINE) && it.line() == 0 == good)
                .toList()) {
            String number = Integer.toString(rows.size());
            rows.add(new Row(
                    MINE.replace("mine", "mine" + number),
                    row.line(),
                    row.content().replace("mine", "mine" + number).replace("slow", "slow" + number)));
        }
        RunningSerai.in(other).with("serai.watch", "0").write();
        for (Row row : rows) {
            Files.writeString(other.resolve(row.file()), row.content());
        }
        List<String> wanted = rows.stream()
                .filter(row -> row.line() > 0)
                .map(row -> row.file() + ':' + row.line())
                .toList();
        List<String> checked = checked(other);
        List<String> saved = saved(rows);
        List<String> started = started(other);
        if (good) {
            assertThat(checked).isEmpty();
            assertThat(saved).isEmpty();
            assertThat(started).isEmpty();
        } else {
            assertThat(places(checked)).as("check: %s", checked).containsAll(wanted);
            assertThat(places(saved)).as("save: %s", saved).containsAll(wanted);
            assertThat(places(started)).as("start: %s", started).containsAll(wanted);
        }
    }

    /** Good routes start together above; alone, none may lean on another. */
    @Test
    void eachGoodRouteCanBeSavedAlone() throws Exception {
        for (Row row : rows().filter(it -> it.line() == 0).toList()) {
            assertThat(saved(List.of(row))).as(row.toString()).isEmpty();
        }
    }

    /** One at a time, so that none is found only because another one stopped the start. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rows")
    void checkSaveAndStartAgree(Row row) throws Exception {
        RunningSerai.in(other).with("serai.watch", "0").write();
        Files.writeString(other.resolve(row.file()), row.content());
        List<String> checked = checked(other);
        List<String> saved = saved(List.of(row));
        List<String> started = started(other);
        if (row.line() == 0) {
            assertThat(checked).isEmpty();
            assertThat(saved).isEmpty();
            assertThat(started).isEmpty();
        } else {
            String place = row.file() + ':' + row.line();
            assertThat(places(checked)).as("check: %s", checked).contains(place);
            assertThat(places(saved)).as("save: %s", saved).contains(place);
            assertThat(places(started)).as("start: %s", started).contains(place);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "simulate", "check a b", "chekc"})
    void aCommandThatLacksSomethingIsRefused(String words) throws Exception {
        assertThat(Commands.run(words.split(" "), new PrintStream(new ByteArrayOutputStream())))
                .isEqualTo(2);
    }

    @Test
    void aLinkToNothingAndAFolderAreReported() throws Exception {
        RunningSerai.in(other).write();
        Files.createSymbolicLink(other.resolve("routes/gone.camel.yaml"), Path.of("nowhere.yaml"));
        Files.createDirectories(other.resolve("routes/deep.camel.yaml"));
        Files.writeString(other.resolve("routes/empty.camel.yaml"), "");
        assertThat(output(other))
                .contains("routes/gone.camel.yaml is a link to nothing")
                .contains("routes/deep.camel.yaml is a folder")
                .contains("routes/empty.camel.yaml is empty")
                .contains("2 findings");
    }

    private static List<String> checked(Path directory) throws InterruptedException {
        return output(directory)
                .lines()
                .filter(line -> PLACE.matcher(line).find())
                .toList();
    }

    private static String output(Path directory) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Commands.run(
                new String[] {"check", directory.toString()}, new PrintStream(out, true, StandardCharsets.UTF_8));
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(code).isEqualTo(text.contains("are fine") ? 0 : 1);
        return text;
    }

    private static List<String> saved(List<Row> rows) throws IOException {
        Map<Path, String> before = new HashMap<>();
        for (Row row : rows) {
            Path file = running.resolve(row.file());
            before.put(file, Files.exists(file) ? Files.readString(file) : "");
            Files.writeString(file, row.content());
        }
        try {
            serai.serai().revisions().load();
            return List.of();
        } catch (RevisionException e) {
            return e.findings();
        } finally {
            for (Map.Entry<Path, String> file : before.entrySet()) {
                if (file.getValue().isEmpty()) {
                    Files.delete(file.getKey());
                } else {
                    Files.writeString(file.getKey(), file.getValue());
                }
            }
        }
    }

    private static List<String> started(Path directory) {
        try (RunningSerai started = RunningSerai.startedIn(directory)) {
            started.serai().revisions().checkFirst();
            Refusal refusal = started.serai().revisions().refusal();
            return refusal == null ? List.of() : refusal.findings();
        } catch (RevisionException e) {
            return e.findings();
        } catch (StartException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    private static List<String> places(List<String> findings) {
        List<String> places = new ArrayList<>();
        for (String finding : findings) {
            Matcher place = PLACE.matcher(finding);
            if (place.find()) {
                places.add(place.group());
            }
        }
        return places;
    }
}
