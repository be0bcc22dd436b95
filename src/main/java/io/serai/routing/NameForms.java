package io.serai.routing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which clients write a model's name: with a date, with the size of the context in brackets, without a tag. */
final class NameForms {
    private static final Pattern DATED = Pattern.compile("(.{2,150}?)[-@](?:20\\d{6}|20\\d\\d-\\d\\d-\\d\\d)");
    private static final String CONTEXT = "[1m]";
    private static final String LATEST = ":latest";

    /** Whose models have names that begin so, where the vendor lists none. */
    private static final Map<String, List<String>> FAMILIES = Map.ofEntries(
            Map.entry("claude-", List.of("anthropic")),
            Map.entry("gpt-", List.of("openai")),
            Map.entry("chatgpt-", List.of("openai")),
            Map.entry("o1", List.of("openai")),
            Map.entry("o3", List.of("openai")),
            Map.entry("o4", List.of("openai")),
            Map.entry("codex-", List.of("openai")),
            Map.entry("text-embedding-3", List.of("openai")),
            Map.entry("gemini-", List.of("gemini")),
            Map.entry("mistral-", List.of("mistral")),
            Map.entry("ministral-", List.of("mistral")),
            Map.entry("magistral-", List.of("mistral")),
            Map.entry("codestral-", List.of("mistral")),
            Map.entry("devstral-", List.of("mistral")),
            Map.entry("pixtral-", List.of("mistral")),
            Map.entry("deepseek-", List.of("deepseek")),
            Map.entry("grok-", List.of("xai")),
            Map.entry("command-", List.of("cohere", "cohere-v2")),
            Map.entry("sonar", List.of("perplexity")),
            Map.entry("kimi-", List.of("moonshot")),
            Map.entry("moonshot-", List.of("moonshot")),
            Map.entry("glm-", List.of("zhipu", "zai")));

    private NameForms() {}

    /** The name that a vendor gets: Claude Code marks the models whose long context it wants, and says so in a header as well. */
    static String plain(String name) {
        return name.endsWith(CONTEXT) ? name.substring(0, name.length() - CONTEXT.length()) : name;
    }

    /** The name without its date; empty if it has none. */
    static Optional<String> undated(String name) {
        Matcher matcher = DATED.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The listed name that is meant: the same, the one with Ollama's usual tag, or the newest snapshot. */
    static Optional<String> listed(String name, Collection<String> models) {
        if (models.contains(name)) {
            return Optional.of(name);
        }
        if (models.contains(name + LATEST)) {
            return Optional.of(name + LATEST);
        }
        return models.stream()
                .filter(model -> model.startsWith(name)
                        && undated(model).filter(name::equals).isPresent())
                .max(Comparator.naturalOrder());
    }

    /** The vendors whose models have such names; empty if nobody knows. */
    static List<String> vendors(String name) {
        return FAMILIES.entrySet().stream()
                .filter(family -> name.startsWith(family.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }
}
