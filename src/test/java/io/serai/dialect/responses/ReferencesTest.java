package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Growth;
import io.serai.chat.ChatRequest;
import io.serai.chat.Heavy;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.responses.ResponseStore.Kept;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A short request that refers to long answers is as long as they are, and each of them is read once. */
class ReferencesTest {
    private static final int LONG = 1 << 20;

    private final MemoryStore store = new MemoryStore(256L << 20, Duration.ofHours(1), InstantSource.system());
    private final ResponsesServer server = new ResponsesServer(store);

    @BeforeEach
    void keepALongAnswer() {
        keep("long", null, List.of(), LONG);
    }

    private void keep(String id, @Nullable String previous, List<Object> input, int length) {
        Map<String, Object> part = Map.of("type", "output_text", "text", "x".repeat(length));
        Map<String, Object> message =
                Map.of("id", "msg_" + id, "type", "message", "role", "assistant", "content", List.of(part));
        store.put("", new Kept(id, previous, input, Map.of("id", id, "output", List.of(message))));
    }

    private static Map<String, Object> reference(String id) {
        return Map.of("type", "item_reference", "id", id);
    }

    private static Inbound request(Map<String, Object> more, List<?> input) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("model", "m");
        body.put("input", input);
        return Inbound.of(Json.write(body));
    }

    @Test
    void itIsAsLongAsWhatItRefersTo() {
        keep("short", null, List.of(reference("msg_long")), 10);
        keep("next", "short", List.of(), 10);

        assertThat(server.bytes(request(Map.of(), List.of(reference("msg_long")))))
                .isBetween(1L * LONG, 2L * LONG);
        assertThat(server.bytes(request(Map.of(), List.of(Map.of("id", "msg_long")))))
                .isGreaterThan(LONG);
        assertThat(server.bytes(request(Map.of("previous_response_id", "long"), List.of())))
                .isGreaterThan(LONG);
        assertThat(server.bytes(request(Map.of("previous_response_id", "next"), List.of(reference("msg_long")))))
                .as("what is referred to twice, and by an answer, counts once each")
                .isBetween(1L * LONG, 4L * LONG);
        Inbound lookedAt = new Inbound("/v1/responses/next/input_items", Map.of(), Map.of(), new byte[0]);
        assertThat(server.bytes(lookedAt)).isGreaterThan(LONG);
        assertThat(server.bytes(request(Map.of("id", 1, "previous_response_id", 7), List.of("x", 5))))
                .isLessThan(Heavy.LARGE);
        assertThat(server.bytes(Inbound.of(Json.write("no object \"id\"")))).isLessThan(Heavy.LARGE);
    }

    @Test
    void whatStandsThereIsNotRepeated() {
        List<Object> references = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            references.add(reference("msg_long"));
        }
        keep("first", null, references, 10);
        ChatRequest read = server.readChat(request(Map.of("previous_response_id", "first"), references));

        assertThat(read.messages().toString()).hasSizeBetween(LONG, LONG + 1_000);
    }

    @Test
    void referencesToOneAnswerCostAsMuchAsOne() {
        Growth.isLinear(100, count -> {
            List<Object> items = new ArrayList<>();
            List<Object> references = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String id = "fc_" + count + '_' + i;
                items.add(
                        Map.of("id", id, "type", "function_call", "call_id", "c" + i, "name", "f", "arguments", "{}"));
                references.add(reference(id));
                references.add(Map.of("type", "function_call_output", "call_id", "c" + i, "output", "x".repeat(1_000)));
            }
            store.put("", new Kept("calls" + count, null, List.of(), Map.of("id", "calls" + count, "output", items)));
            assertThat(server.readChat(request(Map.of(), references)).messages())
                    .hasSize(2 * count);
        });
    }
}
