package io.serai.routing.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prompts whose task is known, from {@code src/test/resources/prompts}. */
record Prompts(String name, List<Prompt> prompts) {
    private static final Path FOLDER = Path.of("src/test/resources/prompts");
    private static final ObjectMapper JSON = new ObjectMapper();

    record Prompt(String id, String label, String text) {}

    static boolean exist(String name) {
        return Files.exists(file(name));
    }

    static Prompts of(String name) throws IOException {
        List<Prompt> prompts = new ArrayList<>();
        for (String line : Files.readAllLines(file(name))) {
            JsonNode node = JSON.readTree(line);
            prompts.add(new Prompt(
                    node.get("id").asText(),
                    node.get("label").asText(),
                    node.get("text").asText()));
        }
        return new Prompts(name, prompts);
    }

    private static Path file(String name) {
        return FOLDER.resolve(name + ".jsonl");
    }
}
