package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
