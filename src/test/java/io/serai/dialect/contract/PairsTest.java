package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Pairs;
import io.serai.dialect.contract.Conversations.Feature;
import io.serai.dialect.contract.Peers.Pair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is lost, doubled or out of order in a history of calls: every vendor gets each call with one result behind it, and all words. */
class PairsTest {
    private static final int CASES = 200;

    static List<Pair> pairs() {
        return Peers.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyCallHasOneResultBehindIt(Pair pair) {
        for (long seed = 0; seed < CASES; seed++) {
            ChatRequest whole = Conversations.request(seed, false, Feature.TOOLS);
            List<Message> broken = broken(whole.messages(), new Random(seed));
            ChatRequest asked = new ChatRequest("completions", "m", broken, whole.tools(), false, Map.of());

            Payload payload = pair.client().writeChat(asked, Peers.MODEL);
            ChatRequest again = pair.server().readChat(Peers.arrive(payload));

            assertPaired(again.messages(), seed);
            String sent = bare(again.messages());
            for (Message message : broken) {
                if (message.role() != Role.TOOL || !message.text().isBlank()) {
                    assertThat(sent).as("seed %d", seed).contains(bare(List.of(message)));
                }
            }
        }
    }

    @Test
    void whatIsRightStaysTheSame() {
        for (long seed = 0; seed < CASES; seed++) {
            ChatRequest request = Conversations.request(seed, false, Feature.TOOLS);
            Notes notes = new Notes();

            assertThat(Pairs.of(request, notes)).isSameAs(request);
            assertThat(notes.adjusted()).isEmpty();
        }
    }

    /** Calls are c, results r, by their ids; what the user says is u. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        c:a r:a u           | c:a r:a u           |
        r:a u               | u u                 | messages[0] a result without its call -> words
        c:a u               | c:a r:a u           | messages[0].tool_calls[0] no result -> one that says so
        c:a u r:a           | c:a r:a u           |
        c:a c:b r:a r:b     | c:a r:a c:b r:b     |
        c:a r:a r:a         | c:a r:a             |
        c:a r:a c:a r:a     | c:a r:a c:a_2 r:a_2 |
        c:a c:a r:a         | c:a r:a c:a_2 r:a_2 | messages[0].tool_calls[0] no result -> one that says so
        c:a,a r:a r:a       | c:a,a_2 r:a r:a_2   |
        c:a,b r:b r:a       | c:a,b r:b r:a       |
        c:- r:-             | c:call_0_0 r:call_0_0 |
        c:- r:x             | c:call_0_0 r:call_0_0 |
        u c:a               | u c:a r:a           | messages[1].tool_calls[0] no result -> one that says so
        """)
    void theRule(String history, String mended, @Nullable String note) {
        Notes notes = new Notes();
        ChatRequest request = new ChatRequest("openai", "m", messages(history), List.of(), false, Map.of());

        List<Message> messages = Pairs.of(request, notes).messages();

        assertThat(shapes(messages)).isEqualTo(mended);
        assertThat(notes.adjusted()).isEqualTo(note == null ? Set.of() : Set.of(note));
    }

    /** A vendor of the client's own dialect gets what is right as it came, and refuses the rest as all do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        anthropic | {'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'gone','content':'21 degrees'},{'type':'text','text':'hi','x':1}]}]} | {'messages':[{'role':'user','content':[{'type':'text','text':'[Result of a tool: 21 degrees]'},{'type':'text','text':'hi','x':1}]}]}
        anthropic | {'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{},'x':1}]},{'role':'user','content':'go'}]} | {'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{},'x':1}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'NONE'},{'type':'text','text':'go'}]}]}
        anthropic | {'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}}]}]} | {'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'NONE'}]}]}
        anthropic | {'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}},{'type':'tool_use','id':'a','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'},{'type':'tool_result','tool_use_id':'a','content':'2'}]}]} | {'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}},{'type':'tool_use','id':'a_2','name':'f','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'},{'type':'tool_result','tool_use_id':'a_2','content':'2'}]}]}
        gemini    | {'contents':[{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'output':'21 degrees'}}},{'text':'hi'}]}],'safetySettings':[]} | {'contents':[{'role':'user','parts':[{'text':'[Result of f: 21 degrees]'},{'text':'hi'}]}],'safetySettings':[]}
        gemini    | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[{'functionCall':{'id':'a','name':'f','args':{}}}]},{'role':'user','parts':[{'text':'go'}]}]} | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[{'functionCall':{'id':'a','name':'f','args':{}}}]},{'role':'user','parts':[{'functionResponse':{'id':'a','name':'f','response':{'output':'NONE'}}},{'text':'go'}]}]}
        gemini    | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[]},{'role':'user','parts':[{'text':'go'}]}]} | {'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'user','parts':[{'text':'go'}]}]}
        """)
    void theVendorOfTheSameDialectGetsPairs(String dialect, String body, String sent) {
        Pair pair = pairs().stream()
                .filter(one -> one.server().name().equals(dialect))
                .findFirst()
                .orElseThrow();
        Inbound in = new Inbound("/v1beta/models/m:generateContent", Map.of(), Map.of(), json(body));

        Payload payload = pair.client().writeChat(pair.server().readChat(in), Peers.MODEL);

        Map<String, Object> fields = Json.parseObject(payload.body()).rest();
        assertThat(fields).containsAllEntriesOf(Json.parseObject(json(sent)).rest());
    }

    /** Ollama's and Gemini's results may say nothing of their call. */
    @Test
    void aResultThatNobodyCanPlaceIsToldInWords() {
        byte[] body = json("{'messages':[{'role':'user','content':'hi'},{'role':'tool','content':'21 degrees'}]}");
        for (Pair pair : pairs()) {
            if (pair.server().name().equals("ollama")) {
                ChatRequest request = pair.server().readChat(Inbound.of(body));
                for (Pair other : pairs()) {
                    ClientDialect client = other.client();
                    assertThat(new String(client.writeChat(request, Peers.MODEL).body(), StandardCharsets.UTF_8))
                            .as(client.name())
                            .contains("21 degrees");
                }
            }
        }
    }

    private static byte[] json(String text) {
        return text.replace("NONE", Pairs.NO_RESULT).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static List<Message> messages(String history) {
        List<Message> messages = new ArrayList<>();
        for (String shape : history.split(" ")) {
            String ids = shape.substring(Math.min(2, shape.length())).replace("-", "");
            switch (shape.charAt(0)) {
                case 'c' -> messages.add(calling(ids.split(",")));
                case 'r' -> messages.add(Message.toolResult(ids, "f", List.of(new Part.Text("r", true, Map.of()))));
                default -> messages.add(Message.of(Role.USER, "u"));
            }
        }
        return messages;
    }

    private static Message calling(String... ids) {
        List<ToolCall> calls = new ArrayList<>();
        for (String id : ids) {
            calls.add(new ToolCall(-1, id, "f", "{}", Map.of()));
        }
        return new Message(Role.ASSISTANT, List.of(), calls, Map.of());
    }

    private static String shapes(List<Message> messages) {
        List<String> shapes = new ArrayList<>();
        for (Message message : messages) {
            shapes.add(
                    switch (message.role()) {
                        case ASSISTANT ->
                            "c:"
                                    + String.join(
                                            ",",
                                            message.toolCalls().stream()
                                                    .map(ToolCall::id)
                                                    .toList());
                        case TOOL -> "r:" + message.toolCallId();
                        default -> "u";
                    });
        }
        return String.join(" ", shapes);
    }

    /** The rule itself, said once more. */
    private static void assertPaired(List<Message> messages, long seed) {
        Set<String> known = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (Message message : messages) {
            if (message.role() == Role.TOOL) {
                assertThat(open.remove(message.toolCallId()))
                        .as("seed %d: %s", seed, message)
                        .isTrue();
                continue;
            }
            assertThat(open).as("seed %d: %s", seed, message).isEmpty();
            for (ToolCall call : message.toolCalls()) {
                assertThat(known.add(call.id())).as("seed %d: %s", seed, call).isTrue();
                open.add(call.id());
            }
        }
        assertThat(open).as("seed %d", seed).isEmpty();
    }

    /** All that is said, without white space, which dialects treat in ways of their own. */
    private static String bare(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(message.text()));
        return text.toString().replaceAll("\\s+", "");
    }

    private static List<Message> broken(List<Message> messages, Random random) {
        List<Message> broken = new ArrayList<>();
        Map<String, String> renamed = new HashMap<>();
        for (Message message : messages) {
            int fate = random.nextInt(6);
            if (message.role() == Role.TOOL) {
                Message result = withId(message, renamed.getOrDefault(message.toolCallId(), message.toolCallId()));
                switch (fate) {
                    case 0 -> {}
                    case 1 -> broken.addFirst(result);
                    case 2 -> {
                        broken.add(Message.of(Role.USER, "between"));
                        broken.add(result);
                    }
                    case 3 -> {
                        broken.add(result);
                        broken.add(result);
                    }
                    default -> broken.add(result);
                }
            } else if (!message.toolCalls().isEmpty() && fate == 0) {
                List<ToolCall> calls = message.toolCalls().stream()
                        .map(call -> new ToolCall(-1, "same", call.name(), call.arguments(), Map.of()))
                        .toList();
                message.toolCalls().forEach(call -> renamed.put(call.id(), "same"));
                broken.add(new Message(message.role(), message.parts(), calls, Map.of()));
            } else if (message.toolCalls().isEmpty() || fate != 1) {
                broken.add(message);
            }
        }
        return broken;
    }

    private static Message withId(Message result, String id) {
        Map<String, Object> extras = new LinkedHashMap<>(result.extras());
        extras.put("tool_call_id", id);
        return new Message(result.role(), result.parts(), List.of(), extras);
    }
}
