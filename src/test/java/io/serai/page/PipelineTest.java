package io.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of the shipped pipeline: every box stands where the picture says, and the arrows count what goes along them. */
class PipelineTest {
    @TempDir
    static Path directory;

    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).asShipped().start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    private static JsonNode picture() throws IOException {
        return new ObjectMapper().readTree(serai.get("/admin/pipeline").body());
    }

    private static Map<String, Long> arrows() throws IOException {
        Map<String, Long> arrows = new HashMap<>();
        picture()
                .get("edges")
                .forEach(edge -> arrows.put(
                        edge.get("from").asText() + " > " + edge.get("to").asText(),
                        edge.get("count").asLong()));
        return arrows;
    }

    @Test
    void everyBoxStandsAtItsLine() throws IOException {
        JsonNode nodes = picture().get("nodes");
        assertThat(nodes).hasSizeGreaterThan(20);
        for (JsonNode node : nodes) {
            String id = node.get("id").asText();
            List<String> lines =
                    Files.readAllLines(directory.resolve(node.get("file").asText()));
            int line = node.get("line").asInt();
            String around = String.join("\n", lines.subList(Math.max(0, line - 1), Math.min(lines.size(), line + 3)));
            String wanted = node.get("kind").asText().equals("ingress") ? "route" : id;
            assertThat(around).as(node.toString()).contains(wanted);
        }
    }

    @Test
    void theWayLeadsFromEveryIngressToTheProviders() throws IOException {
        assertThat(arrows())
                .containsKeys(
                        "in:routes/http/openai.camel.yaml > chat",
                        "in:routes/http/anthropic.camel.yaml > chat",
                        "in:routes/files.camel.yaml > chat",
                        "in:routes/queue.camel.yaml > chat",
                        "chat > by-task",
                        "by-task > pool-code",
                        "by-task > pool-embedding",
                        "pool-code > groq",
                        "pool-code > demo");
    }

    @Test
    void theArrowsCountRequests() throws IOException {
        Map<String, Long> before = arrows();
        serai.ask("light", "how many come along here");
        serai.ask("light", "how many come along here now");
        Map<String, Long> after = arrows();
        for (String arrow : List.of(
                "in:routes/http/openai.camel.yaml > chat",
                "chat > by-task",
                "by-task > pool-light",
                "pool-light > demo")) {
            assertThat(after.getOrDefault(arrow, 0L) - before.getOrDefault(arrow, 0L))
                    .as(arrow)
                    .isEqualTo(2);
        }
        assertThat(after.get("by-task > pool-code")).isEqualTo(before.get("by-task > pool-code"));
    }
}
