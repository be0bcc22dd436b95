package io.serai.dialect.contract;

import io.serai.Dialects;
import io.serai.Growth;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is translated and joined costs as much as there is of it, and not the square of that. */
class GrowthTest {
    private static final int ITEMS = 1_500;
    private static final int PIECES = 1_500;

    private static final Map<String, IntFunction<List<Message>>> CONVERSATIONS = Map.of(
            "messages of one side", n -> repeat(n, i -> user("h")),
            "turns", n -> repeat(n, i -> i % 2 == 0 ? user("h") : Message.of(Role.ASSISTANT, "a")),
            "silent turns", n -> repeat(n, i -> i % 2 == 0 ? user("h") : Message.of(Role.ASSISTANT, "")),
            "instructions", n -> with(user("h"), repeat(n, i -> Message.of(Role.SYSTEM, "s"))),
            "instructions between", n -> repeat(n, i -> i % 2 == 0 ? user("h") : Message.of(Role.SYSTEM, "s")),
            "parts",
                    n -> List.of(new Message(
                            Role.USER, repeat(n, i -> new Part.Text("p", false, Map.of())), List.of(), Map.of())),
            "thoughts",
                    n -> List.of(
                            user("h"),
                            new Message(
                                    Role.ASSISTANT,
                                    repeat(n, i -> new Part.Reasoning("t", Part.Reasoning.FIELD, null)),
                                    List.of(),
                                    Map.of()),
                            user("h")),
            "calls in turns", n -> repeat(n, i -> i % 2 == 0 ? calling(i / 2, i / 2 + 1) : result(i / 2)),
            "calls at once",
                    n -> {
                        List<Message> all = new ArrayList<>(List.of(user("h"), calling(0, n)));
                        all.addAll(repeat(n, GrowthTest::result));
                        return all;
                    },
            "results in reverse",
                    n -> {
                        List<Message> all = new ArrayList<>(List.of(user("h"), calling(0, n)));
                        all.addAll(repeat(n, i -> result(n - 1 - i)));
                        return all;
                    });

    private static final Map<String, IntFunction<ChatResponse>> ANSWERS = Map.of(
            "text", i -> piece(List.of(text("w ")), List.of(), Map.of(), Map.of()),
            "thoughts", i -> piece(List.of(thought(null)), List.of(), Map.of(), Map.of()),
            "signed thoughts",
                    i -> piece(
                            List.of(thought(new Signature("anthropic", "c2ln", false))), List.of(), Map.of(), Map.of()),
            "thoughts and text",
                    i -> piece(List.of(i % 2 == 0 ? thought(null) : text("w ")), List.of(), Map.of(), Map.of()),
            "arguments",
                    i -> piece(
                            List.of(),
                            List.of(new ToolCall(
                                    0,
                                    i == 0 ? "call_1" : "",
                                    i == 0 ? "f" : "",
                                    i == 0 ? "{\"a\":\"" : "x",
                                    Map.of())),
                            Map.of(),
                            Map.of()),
            "calls", i -> piece(List.of(), List.of(call(i)), Map.of(), Map.of()),
            "annotations",
                    i -> piece(
                            List.of(text("w ")),
                            List.of(),
                            Map.of(
                                    "annotations",
                                    List.of(new LinkedHashMap<>(Map.of("index", i, "type", "url_citation")))),
                            Map.of()),
            "audio",
                    i -> piece(
                            List.of(),
                            List.of(),
                            Map.of("audio", new LinkedHashMap<>(Map.of("id", "a", "data", "QUJD".repeat(60)))),
                            Map.of()),
            "logprobs",
                    i -> piece(
                            List.of(text("w ")),
                            List.of(),
                            Map.of(),
                            Map.of(
                                    "logprobs",
                                    new LinkedHashMap<>(
                                            Map.of("content", List.of(Map.of("token", "w ", "logprob", 0)))))),
            "details",
                    i -> piece(
                            List.of(),
                            List.of(),
                            Map.of(
                                    "reasoning_details",
                                    List.of(Map.of("index", i % 7, "type", "reasoning.text", "text", "t"))),
                            Map.of()));

    /** Each dialect beside OpenAI's. */
    static Stream<Arguments> requests() {
        return allRequests().filter(pair -> pair.get()[0].equals("openai") || pair.get()[1].equals("openai"));
    }

    static Stream<Arguments> otherRequests() {
        return allRequests().filter(pair -> !pair.get()[0].equals("openai") && !pair.get()[1].equals("openai"));
    }

    private static Stream<Arguments> allRequests() {
        List<Arguments> all = new ArrayList<>();
        for (ServerDialect server : Dialects.SERVERS) {
            for (ClientDialect client : Dialects.CLIENTS) {
                CONVERSATIONS.forEach((kind, messages) -> {
                    if (arrived(server, messages.apply(3)) != null) {
                        all.add(Arguments.of(server.name(), client.name(), kind, server, client, messages));
                    }
                });
            }
        }
        return all.stream();
    }

    @Tag("slow")
    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("otherRequests")
    void ofARequestIsLinearForAnyPair(
            String from,
            String to,
            String kind,
            ServerDialect server,
            ClientDialect client,
            IntFunction<List<Message>> messages) {
        ofARequestIsLinear(from, to, kind, server, client, messages);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("requests")
    void ofARequestIsLinear(
            String from,
            String to,
            String kind,
            ServerDialect server,
            ClientDialect client,
            IntFunction<List<Message>> messages) {
        Map<Integer, Inbound> bodies = new LinkedHashMap<>();
        Growth.isLinear(ITEMS, n -> {
            ChatRequest read =
                    server.readChat(bodies.computeIfAbsent(n, size -> arrived(server, messages.apply(size))));
            try {
                client.writeChat(read.withModel("m"), Traits.NONE);
            } catch (CannotExpressException e) {
                // It has been looked at all the same.
            }
        });
    }

    static Stream<Arguments> answers() {
        List<Arguments> all = new ArrayList<>();
        for (ServerDialect server : Dialects.SERVERS) {
            ANSWERS.forEach((kind, piece) -> all.add(Arguments.of(server.name(), kind, server, piece)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} for {0}")
    @MethodSource("answers")
    void ofAnAnswerInPiecesIsLinear(String to, String kind, ServerDialect server, IntFunction<ChatResponse> piece) {
        ChatRequest request = ChatRequest.ofPrompt("h").withStream(true);
        Growth.isLinear(PIECES, pieces(piece, next -> {
            EventWriter writer = server.events(request);
            ResponseCollector collector = new ResponseCollector();
            next.forEach(one -> {
                collector.add(one);
                writer.piece(one);
            });
            writer.end();
            server.writeChat(collector.whole(), request);
        }));
    }

    static Stream<Arguments> streams() {
        List<Arguments> all = new ArrayList<>();
        for (Peers.Pair peers : Peers.pairs()) {
            ANSWERS.forEach((kind, piece) ->
                    all.add(Arguments.of(peers.client().name(), kind, peers.server(), peers.client(), piece)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("streams")
    void ofAVendorsStreamIsLinear(
            String from, String kind, ServerDialect server, ClientDialect client, IntFunction<ChatResponse> piece) {
        Map<Integer, byte[]> streams = new LinkedHashMap<>();
        Growth.isLinear(PIECES, n -> {
            byte[] stream = streams.computeIfAbsent(n, size -> {
                List<ChatResponse> all = new ArrayList<>(repeat(size, piece));
                all.add(end());
                return Peers.stream(server, ChatRequest.ofPrompt("h").withStream(true), all);
            });
            try {
                AnswerReader reader = client.readChat(new ByteArrayInputStream(stream));
                ResponseCollector collector = new ResponseCollector();
                for (ChatResponse next = reader.next(); next != null; next = reader.next()) {
                    collector.add(next);
                }
                collector.whole();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static IntConsumer pieces(
            IntFunction<ChatResponse> piece, java.util.function.Consumer<List<ChatResponse>> use) {
        Map<Integer, List<ChatResponse>> made = new LinkedHashMap<>();
        return n -> use.accept(made.computeIfAbsent(n, size -> repeat(size, piece)));
    }

    /** A conversation as a client of a dialect sends it; null if it has no way to say it. */
    private static @Nullable Inbound arrived(ServerDialect server, List<Message> messages) {
        List<Tool> tools = List.of(new Tool("f", "does it", null, Map.of()));
        ChatRequest request = new ChatRequest("test", "m", messages, tools, false, Map.of("max_tokens", 9), null);
        for (ClientDialect client : Dialects.CLIENTS) {
            if (client.name().equals(server.name())) {
                try {
                    return Peers.arrive(client.writeChat(request, Traits.NONE));
                } catch (CannotExpressException e) {
                    return null;
                }
            }
        }
        return server.name().equals("responses") ? items(messages) : null;
    }

    /** The same in the words of OpenAI's responses. */
    private static Inbound items(List<Message> messages) {
        StringBuilder json = new StringBuilder("{\"model\":\"m\",\"input\":[");
        for (Message message : messages) {
            for (ToolCall call : message.toolCalls()) {
                json.append("{\"type\":\"function_call\",\"call_id\":\"%s\",\"name\":\"f\",\"arguments\":\"{}\"},"
                        .formatted(call.id()));
            }
            if (message.role() == Role.TOOL) {
                json.append("{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":\"r\"},"
                        .formatted(message.toolCallId()));
            } else if (message.toolCalls().isEmpty()) {
                json.append("{\"role\":\"%s\",\"content\":\"%s\"},"
                        .formatted(message.role().name().toLowerCase(java.util.Locale.ROOT), message.text()));
            }
        }
        json.setCharAt(json.length() - 1, ']');
        return new Inbound(
                "/v1/responses", Map.of(), Map.of(), json.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static <T> List<T> repeat(int count, IntFunction<T> item) {
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(item.apply(i));
        }
        return items;
    }

    private static List<Message> with(Message last, List<Message> messages) {
        List<Message> all = new ArrayList<>(messages);
        all.add(last);
        return all;
    }

    private static Message user(String text) {
        return Message.of(Role.USER, text);
    }

    private static Message calling(int from, int to) {
        return new Message(Role.ASSISTANT, List.of(), repeat(to - from, i -> call(from + i)), Map.of());
    }

    private static ToolCall call(int number) {
        return new ToolCall(-1, "call_" + number, "f", "{}", Map.of());
    }

    private static Message result(int number) {
        return Message.toolResult("call_" + number, "", List.of(new Part.Text("r", true, Map.of())));
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    private static Part thought(@Nullable Signature signature) {
        return new Part.Reasoning("t", Part.Reasoning.FIELD, signature);
    }

    private static ChatResponse piece(
            List<Part> parts, List<ToolCall> calls, Map<String, Object> extras, Map<String, Object> ofChoice) {
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, extras), null, ofChoice);
        return new ChatResponse("id", 1, "m", List.of(choice), null, Map.of());
    }

    private static ChatResponse end() {
        Choice choice =
                new Choice(0, new Message(Role.ASSISTANT, List.of(), List.of(), Map.of()), FinishReason.STOP, Map.of());
        return new ChatResponse("id", 1, "m", List.of(choice), null, Map.of());
    }
}
