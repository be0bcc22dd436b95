package io.serai.e2e.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.RunningSerai;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application of each dialect asks a vendor of each dialect through Serai, and both understand each other. What was seen is
 * {@code target/dialects.md}; {@code docs/dialects.md} must say the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class MatrixTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final Tool WEATHER = new Tool(
            "get_weather",
            "Tells the weather",
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("city", Map.of("type", "string")),
                    "required",
                    List.of("city")),
            Map.of());

    private final Map<String, String> seen = new LinkedHashMap<>();
    private final List<ScriptedVendor> vendors = new ArrayList<>();
    private final List<Speaker> speakers = new ArrayList<>();
    private RunningSerai serai;

    @BeforeAll
    void start(@TempDir Path directory) {
        List<Pair> pairs = pairs();
        speakers.addAll(pairs);
        speakers.addAll(ServerOnly.speakers());
        List<Answerer> answerers = new ArrayList<>(pairs);
        answerers.addAll(ClientOnly.answerers());
        RunningSerai.Setup setup = RunningSerai.in(directory);
        for (Answerer answerer : answerers) {
            ScriptedVendor vendor = new ScriptedVendor(answerer);
            vendors.add(vendor);
            setup.provider(
                    "at-" + answerer.name(),
                    vendor.base(),
                    "vendor",
                    vendorOf(answerer.name()),
                    "keys",
                    "id.secret",
                    "limits",
                    "100000/min");
        }
        serai = setup.start();
    }

    /** Any entry of the catalogue with that dialect; most dialects are named after their vendor. */
    private static String vendorOf(String dialect) {
        var catalog = io.serai.catalog.Catalog.shipped();
        return catalog.names().stream()
                .filter(name -> catalog.vendor(name).orElseThrow().dialect().equals(dialect))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No vendor speaks " + dialect));
    }

    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (ServerDialect server : Dialects.SERVERS) {
            for (ClientDialect client : Dialects.CLIENTS) {
                if (client.name().equals(server.name())) {
                    pairs.add(new Pair(server, client));
                }
            }
        }
        return pairs;
    }

    @AfterAll
    void stop() {
        serai.close();
        vendors.forEach(ScriptedVendor::close);
    }

    @Test
    void allDialectsAreInIt() {
        assertThat(speakers)
                .extracting(Speaker::name)
                .containsAll(Dialects.SERVERS.stream().map(ServerDialect::name).toList());
        assertThat(vendors)
                .extracting(vendor -> vendor.dialect().name())
                .containsAll(Dialects.CLIENTS.stream().map(ClientDialect::name).toList());
    }

    @TestFactory
    Stream<DynamicContainer> pairsOfDialects() {
        return speakers.stream()
                .flatMap(speaker -> vendors.stream()
                        .map(vendor -> DynamicContainer.dynamicContainer(
                                speaker.name() + " to " + vendor.dialect().name(),
                                Stream.of(Topic.values()).map(topic -> test(speaker, vendor, topic)))));
    }

    private DynamicTest test(Speaker speaker, ScriptedVendor vendor, Topic topic) {
        String cell = speaker.name() + ' ' + vendor.dialect().name() + ' ' + topic;
        return DynamicTest.dynamicTest(topic.heading(), () -> {
            if (!speaker.topics().contains(topic) || !vendor.dialect().topics().contains(topic)) {
                seen.put(cell, "–");
                return;
            }
            seen.put(cell, "**no**");
            switch (topic) {
                case PLAIN -> says(speaker, vendor, false);
                case STREAM -> says(speaker, vendor, true);
                case TOOLS -> callsTools(speaker, vendor, false);
                case TOOLS_STREAMED -> callsTools(speaker, vendor, true);
                case IMAGES -> showsAnImage(speaker, vendor);
                case ERRORS -> tellsErrors(speaker, vendor);
            }
            seen.put(cell, "yes");
        });
    }

    private void says(Speaker speaker, ScriptedVendor vendor, boolean stream) throws Exception {
        ChatResponse answer = answer(List.of(text("Grüße, 世界 😀!")), List.of(), FinishReason.STOP);
        vendor.says(answer, pieces(answer));
        ChatRequest request = request(
                vendor,
                List.of(
                        Message.of(Role.SYSTEM, "Be brief."),
                        Message.of(
                                Role.USER,
                                "Say \"hello\" \\ 你好 to " + vendor.dialect().name())),
                List.of(),
                stream);

        ChatResponse heard = ask(speaker, request);

        assertThat(heard.text()).isEqualTo("Grüße, 世界 😀!");
        assertThat(heard.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(vendor.asked().messages().getLast().text()).contains("Say \"hello\" \\ 你好 to");
        assertThat(vendor.asked().stream()).isEqualTo(stream);
        if (heard.usage() != null) {
            assertThat(List.of(heard.usage().inputTokens(), heard.usage().outputTokens()))
                    .containsExactly(11L, 7L);
        }
    }

    /** Two calls at once, and the turn after it with their results. */
    private void callsTools(Speaker speaker, ScriptedVendor vendor, boolean stream) throws Exception {
        List<ToolCall> calls = List.of(
                new ToolCall(-1, "call_1", "get_weather", "{\"city\":\"Zürich\"}", Map.of()),
                new ToolCall(-1, "call_2", "get_weather", "{\"city\":\"東京\"}", Map.of()));
        ChatResponse answer = answer(List.of(), calls, FinishReason.TOOL_CALLS);
        vendor.says(answer, pieces(answer));
        List<Message> messages = new ArrayList<>(List.of(Message.of(Role.USER, "Weather? " + stream)));

        ChatResponse heard = ask(speaker, request(vendor, messages, List.of(WEATHER), stream));

        assertThat(vendor.asked().tools()).extracting(Tool::name).containsExactly("get_weather");
        Message said = heard.choices().getFirst().message();
        assertThat(said.toolCalls()).extracting(ToolCall::name).containsExactly("get_weather", "get_weather");
        assertThat(said.toolCalls())
                .extracting(call -> call.arguments().replace(" ", ""))
                .containsExactly("{\"city\":\"Zürich\"}", "{\"city\":\"東京\"}");
        assertThat(said.toolCalls()).extracting(ToolCall::id).doesNotContain("").doesNotHaveDuplicates();
        assertThat(heard.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);

        ChatResponse end = answer(List.of(text("Sunny.")), List.of(), FinishReason.STOP);
        vendor.says(end, pieces(end));
        messages.add(said);
        messages.add(Message.toolResult(said.toolCalls().get(0).id(), "", List.of(text("sun"))));
        messages.add(Message.toolResult(said.toolCalls().get(1).id(), "", List.of(text("rain"))));

        assertThat(ask(speaker, request(vendor, messages, List.of(WEATHER), stream))
                        .text())
                .isEqualTo("Sunny.");
        List<Message> asked = vendor.asked().messages();
        List<ToolCall> again =
                asked.stream().flatMap(message -> message.toolCalls().stream()).toList();
        assertThat(again).extracting(ToolCall::name).containsExactly("get_weather", "get_weather");
        List<Message> results =
                asked.stream().filter(message -> message.role() == Role.TOOL).toList();
        assertThat(results).extracting(Message::text).containsExactly("sun", "rain");
        assertThat(results)
                .extracting(Message::toolCallId)
                .containsExactlyElementsOf(again.stream().map(ToolCall::id).toList());
    }

    private void showsAnImage(Speaker speaker, ScriptedVendor vendor) throws Exception {
        ChatResponse answer = answer(List.of(text("A pixel.")), List.of(), FinishReason.STOP);
        vendor.says(answer, pieces(answer));
        Message question = new Message(
                Role.USER,
                List.of(new Part.Text("What is it?", false, Map.of()), new Part.Image(PIXEL, null, Map.of())),
                List.of(),
                Map.of());

        assertThat(ask(speaker, request(vendor, List.of(question), List.of(), false))
                        .text())
                .isEqualTo("A pixel.");
        assertThat(vendor.asked().messages().getLast().parts())
                .filteredOn(Part.Image.class::isInstance)
                .extracting(part -> ((Part.Image) part).url())
                .containsExactly(PIXEL);
    }

    /** The vendor's words for a mistake of the caller come in the client's own shape, and so do Serai's. */
    private void tellsErrors(Speaker speaker, ScriptedVendor vendor) throws Exception {
        vendor.fails(RejectedException.badRequest("temperature is too hot", "temperature"));
        List<Message> messages = List.of(Message.of(Role.USER, "Fail."));
        HttpResponse<byte[]> refused = post(speaker, request(vendor, messages, List.of(), false));
        VendorErrorException told = speaker.readError(refused.statusCode(), refused.body());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(told.text()).contains("at-" + vendor.dialect().name()).contains("temperature is too hot");

        HttpResponse<byte[]> streamed = post(speaker, request(vendor, messages, List.of(), true));
        assertThat(streamed.statusCode()).isEqualTo(400);

        ChatRequest unknown = request(vendor, messages, List.of(), false).withModel("no-such-model");
        HttpResponse<byte[]> missing = post(speaker, unknown);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(speaker.readError(404, missing.body()).text()).contains("no-such-model");
    }

    private ChatResponse ask(Speaker speaker, ChatRequest request) throws Exception {
        HttpResponse<byte[]> response = post(speaker, request);
        assertThat(response.statusCode())
                .as(() -> new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        return speaker.read(response.body());
    }

    private HttpResponse<byte[]> post(Speaker speaker, ChatRequest request) throws IOException, InterruptedException {
        Inbound in = speaker.ask(request);
        HttpRequest.Builder post = serai.request(in.path())
                .header("cache-control", "no-store")
                .POST(HttpRequest.BodyPublishers.ofByteArray(in.body()));
        in.headers().forEach(post::header);
        return HTTP.send(post.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static ChatRequest request(
            ScriptedVendor vendor, List<Message> messages, List<Tool> tools, boolean stream) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("max_tokens", 100));
        if (stream) {
            parameters.put("stream_options", Map.of("include_usage", true));
        }
        return new ChatRequest(
                "openai", "at-" + vendor.dialect().name() + "/some-model", messages, tools, stream, parameters);
    }

    private static ChatResponse answer(List<Part> parts, List<ToolCall> calls, @Nullable FinishReason reason) {
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of());
        return new ChatResponse("answer-1", 1_763_683_200L, "some-model", List.of(choice), Usage.of(11, 7), Map.of());
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    /** The pieces that a vendor would stream: a few characters each, then why it ends, then the usage. */
    private static List<ChatResponse> pieces(ChatResponse answer) {
        List<ChatResponse> pieces = new ArrayList<>();
        Choice choice = answer.choices().getFirst();
        choice.message()
                .text()
                .codePoints()
                .forEach(point -> pieces.add(piece(answer, List.of(text(Character.toString(point))), List.of(), null)));
        int index = 0;
        for (ToolCall call : choice.message().toolCalls()) {
            pieces.add(
                    piece(answer, List.of(), List.of(new ToolCall(index, call.id(), call.name(), "", Map.of())), null));
            String arguments = call.arguments();
            pieces.add(piece(
                    answer,
                    List.of(),
                    List.of(new ToolCall(index, "", "", arguments.substring(0, 5), Map.of())),
                    null));
            pieces.add(piece(
                    answer, List.of(), List.of(new ToolCall(index, "", "", arguments.substring(5), Map.of())), null));
            index++;
        }
        pieces.add(piece(answer, List.of(), List.of(), choice.finishReason()));
        pieces.add(
                new ChatResponse(answer.id(), answer.created(), answer.model(), List.of(), answer.usage(), Map.of()));
        return pieces;
    }

    private static ChatResponse piece(
            ChatResponse answer, List<Part> parts, List<ToolCall> calls, @Nullable FinishReason reason) {
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of());
        return new ChatResponse(answer.id(), answer.created(), answer.model(), List.of(choice), null, Map.of());
    }

    /** Runs last, by its name. */
    @Test
    void theDocumentSaysWhatWasSeen() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Dialects

                What an application of each dialect gets from a vendor of each dialect, as the tests have seen it over real sockets (written by
                `MatrixTest`; do not edit). A dash: one of the two has no words for it.

                """);
        for (Speaker speaker : speakers) {
            page.append("## ").append(speaker.name()).append("\n\n| vendor speaks |");
            for (Topic topic : Topic.values()) {
                page.append(' ').append(topic.heading()).append(" |");
            }
            page.append("\n|---|").append("---|".repeat(Topic.values().length)).append('\n');
            for (ScriptedVendor vendor : vendors) {
                page.append("| ").append(vendor.dialect().name()).append(" |");
                for (Topic topic : Topic.values()) {
                    page.append(' ')
                            .append(seen.get(
                                    speaker.name() + ' ' + vendor.dialect().name() + ' ' + topic))
                            .append(" |");
                }
                page.append('\n');
            }
            page.append('\n');
        }
        String text = page.toString().stripTrailing() + '\n';
        Files.writeString(Path.of("target/dialects.md"), text);
        assertThat(Path.of("docs/dialects.md"))
                .as("copy target/dialects.md there if this is how it shall be")
                .hasContent(text);
    }
}
