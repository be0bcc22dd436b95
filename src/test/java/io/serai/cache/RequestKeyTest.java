package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Inbound;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of the same meaning have the same key, and of another meaning another one. */
class RequestKeyTest {
    private static final List<Message> HELLO = List.of(Message.of(Role.USER, "hello"));

    static Stream<Map<String, Object>> sameMeaning() {
        return Stream.of(
                Map.of("temperature", 1),
                Map.of("temperature", 1.0),
                Map.of("n", 1),
                Map.of("top_p", new BigDecimal("1.00")),
                Map.of("presence_penalty", 0, "frequency_penalty", 0.0),
                Map.of("response_format", Map.of("type", "text")),
                Map.of("tool_choice", "none"),
                Map.of("stop", List.of()),
                Map.of("stream_options", Map.of("include_usage", true)),
                Map.of("metadata", Map.of("request", "17")),
                Collections.singletonMap("seed", null));
    }

    @ParameterizedTest
    @MethodSource("sameMeaning")
    void whatIsWrittenOutOrWithoutEffectMakesNoDifference(Map<String, Object> parameters) {
        assertThat(key(parameters)).isEqualTo(key(Map.of()));
        assertThat(key(chat("light", parameters, List.of()).withStream(true))).isEqualTo(key(Map.of()));
    }

    static Stream<Map<String, Object>> otherMeaning() {
        return Stream.of(
                Map.of("max_tokens", 10),
                Map.of("max_tokens", 11),
                Map.of("max_tokens", "10"),
                Map.of("temperature", 0),
                Map.of("temperature", 0.1),
                Map.of("seed", 0),
                Map.of("seed", 1),
                Map.of("n", 2),
                Map.of("user", "u1"),
                Map.of("stop", List.of("a")),
                Map.of("stop", List.of("a", "b")),
                Map.of("logprobs", true),
                Map.of("response_format", Map.of("type", "json_object")),
                Map.of("response_format", Map.of("type", "json_schema", "json_schema", Map.of("name", "a"))),
                Map.of("unheard_of", true));
    }

    @Test
    void whatChangesTheAnswerChangesTheKey() {
        List<String> keys =
                new ArrayList<>(otherMeaning().map(RequestKeyTest::key).toList());
        keys.add(key(Map.of()));
        keys.add(key(chat("heavy", Map.of(), List.of())));
        keys.add(key(chat("light", Map.of(), List.of(new Tool("f", "", Map.of("type", "object"), Map.of())))));
        keys.add(key(chat("light", Map.of(), List.of(new Tool("f", "", Map.of("type", "string"), Map.of())))));
        keys.add(RequestKey.of("one", "", chat("light", Map.of(), List.of())));
        keys.add(RequestKey.of("two", "", chat("light", Map.of(), List.of())));
        keys.add(RequestKey.of("", "code", chat("light", Map.of(), List.of())));
        keys.add(key(new ChatRequest(
                "openai", "light", List.of(Message.of(Role.SYSTEM, "hello")), List.of(), false, Map.of())));
        assertThat(keys).doesNotHaveDuplicates();
    }

    private static final String TURNS = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
    private static final String CONTENTS = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]";

    static Stream<Arguments> sameInDialects() {
        return Stream.of(
                arguments("openai", TURNS, TURNS + ",\"service_tier\":\"auto\",\"modalities\":[\"text\"]"),
                arguments("openai", TURNS, TURNS + ",\"tools\":[],\"tool_choice\":\"auto\",\"logit_bias\":{}"),
                arguments(
                        "openai",
                        "\"messages\":[{\"role\":\"assistant\",\"content\":\"hi\"}]",
                        "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"refusal\":null,"
                                + "\"annotations\":[],\"audio\":null,\"tool_calls\":[]}]"),
                arguments(
                        "openai",
                        TURNS + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                        TURNS + ",\"tools\":[{\"function\":{\"strict\":false,\"description\":\"\",\"name\":\"f\"},"
                                + "\"type\":\"function\"}],\"tool_choice\":\"auto\",\"parallel_tool_calls\":true"),
                arguments(
                        "openai",
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y\"}}]}]",
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y\","
                                + "\"detail\":\"auto\"}}]}]"),
                arguments(
                        "anthropic",
                        TURNS,
                        TURNS + ",\"temperature\":1.0,\"stop_sequences\":[],\"service_tier\":\"auto\""),
                arguments("anthropic", TURNS, TURNS + ",\"metadata\":{\"user_id\":null},\"tools\":[],\"system\":[]"),
                arguments(
                        "anthropic",
                        TURNS + ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]",
                        TURNS
                                + ",\"tool_choice\":{\"type\":\"auto\"},\"tools\":[{\"input_schema\":{\"type\":\"object\"},\"name\":\"f\"}]"),
                arguments(
                        "gemini",
                        CONTENTS,
                        CONTENTS + ",\"generationConfig\":{\"candidateCount\":1,\"temperature\":1}"),
                arguments(
                        "gemini",
                        CONTENTS,
                        CONTENTS + ",\"safetySettings\":[],\"generationConfig\":{\"responseMimeType\":\"text/plain\"}"),
                arguments(
                        "ollama", TURNS, TURNS + ",\"options\":{},\"keep_alive\":\"5m\",\"stream\":false,\"tools\":[]"),
                arguments(
                        "ollama",
                        TURNS + ",\"options\":{\"num_predict\":5}",
                        TURNS + ",\"options\":{\"num_predict\":5.0,\"stop\":[]}"),
                arguments(
                        "responses",
                        "\"input\":\"hello\"",
                        "\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}],"
                                + "\"tools\":[],\"tool_choice\":\"auto\",\"truncation\":\"disabled\",\"background\":false,"
                                + "\"parallel_tool_calls\":true,\"text\":{\"format\":{\"type\":\"text\"}},\"include\":[],\"top_p\":1"));
    }

    @ParameterizedTest
    @MethodSource("sameInDialects")
    void defaultsThatAreWrittenOutInADialectMakeNoDifference(String dialect, String one, String other) {
        assertThat(key(read(dialect, other))).isEqualTo(key(read(dialect, one)));
    }

    static Stream<Arguments> otherInDialects() {
        return Stream.of(
                arguments("openai", TURNS, TURNS + ",\"max_tokens\":5,\"max_completion_tokens\":6"),
                arguments(
                        "openai", TURNS + ",\"max_tokens\":5", TURNS + ",\"max_tokens\":5,\"max_completion_tokens\":6"),
                arguments(
                        "openai",
                        TURNS + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                        TURNS + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]"),
                arguments(
                        "openai",
                        TURNS + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                        TURNS
                                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"none\""),
                arguments("anthropic", TURNS, TURNS + ",\"top_k\":4"),
                arguments("anthropic", TURNS + ",\"top_k\":4", TURNS + ",\"top_k\":5"),
                arguments(
                        "anthropic",
                        TURNS + ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]",
                        TURNS
                                + ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":1}]"),
                arguments(
                        "gemini",
                        CONTENTS + ",\"tools\":[{\"googleSearch\":{}}]",
                        CONTENTS + ",\"tools\":[{\"codeExecution\":{}}]"),
                arguments("gemini", CONTENTS, CONTENTS + ",\"tools\":[{\"googleSearch\":{}}]"),
                arguments("gemini", CONTENTS, CONTENTS + ",\"generationConfig\":{\"candidateCount\":2}"),
                arguments("gemini", CONTENTS, CONTENTS + ",\"generationConfig\":{\"topK\":2}"),
                arguments("ollama", TURNS, TURNS + ",\"options\":{\"top_k\":2}"),
                arguments("ollama", TURNS, TURNS + ",\"options\":{\"num_ctx\":4096}"),
                arguments("ollama", TURNS, TURNS + ",\"format\":\"json\""),
                arguments(
                        "responses",
                        "\"input\":\"hello\"",
                        "\"input\":\"hello\",\"text\":{\"format\":{\"type\":\"json_object\"}}"));
    }

    @ParameterizedTest
    @MethodSource("otherInDialects")
    void whatChangesTheAnswerInADialectChangesTheKey(String dialect, String one, String other) {
        assertThat(key(read(dialect, other))).isNotEqualTo(key(read(dialect, one)));
    }

    private static ChatRequest read(String dialect, String members) {
        byte[] body = ("{\"model\":\"light\"," + (dialect.equals("anthropic") ? "\"max_tokens\":9," : "") + members
                        + '}')
                .getBytes(StandardCharsets.UTF_8);
        String path = dialect.equals("gemini") ? "/v1beta/models/light:generateContent" : "";
        return Dialects.SERVERS.stream()
                .filter(server -> server.name().equals(dialect))
                .findFirst()
                .orElseThrow()
                .readChat(new Inbound(path, Map.of(), Map.of(), body));
    }

    @Test
    void anotherNameForTheSameLimitOrStopIsTheSame() {
        assertThat(key(Map.of("max_completion_tokens", 10))).isEqualTo(key(Map.of("max_tokens", 10)));
        assertThat(key(Map.of("stop", "a"))).isEqualTo(key(Map.of("stop", List.of("a"))));
    }

    @Test
    void neitherTheOrderOfMembersNorTheFormOfNumbersMatters() {
        for (int seed = 0; seed < 500; seed++) {
            Map<String, Object> some = tree(new Random(seed), 3);
            Map<String, Object> again = shuffled(some, new Random(seed + 1));
            assertThat(key(again)).as("%s and %s", some, again).isEqualTo(key(some));
            again.put("another", 1);
            assertThat(key(again)).isNotEqualTo(key(some));
        }
    }

    private static Map<String, Object> tree(Random random, int depth) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            tree.put("m" + random.nextInt(100), value(random, depth));
        }
        return tree;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextDouble();
            case 2 -> random.nextBoolean();
            case 3 -> "t" + random.nextInt(10);
            case 4 -> tree(random, depth - 1);
            default -> List.of(value(random, depth - 1), value(random, 0));
        };
    }

    private static Map<String, Object> shuffled(Map<?, ?> tree, Random random) {
        List<Map.Entry<?, ?>> members = new ArrayList<>(tree.entrySet());
        Collections.shuffle(members, random);
        Map<String, Object> all = new LinkedHashMap<>();
        members.forEach(member -> all.put((String) member.getKey(), other(member.getValue(), random)));
        return all;
    }

    private static Object other(Object value, Random random) {
        return switch (value) {
            case Integer whole when random.nextBoolean() -> (double) whole;
            case Integer whole -> new BigDecimal(whole).setScale(3);
            case Map<?, ?> map -> shuffled(map, random);
            case List<?> list -> list.stream().map(item -> other(item, random)).toList();
            default -> value;
        };
    }

    private static String key(Map<String, Object> parameters) {
        return key(chat("light", parameters, List.of()));
    }

    private static String key(ChatRequest request) {
        return RequestKey.of("", "", request);
    }

    private static ChatRequest chat(String model, Map<String, Object> parameters, List<Tool> tools) {
        return new ChatRequest("openai", model, HELLO, tools, false, parameters);
    }
}
