package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.openai.OpenAiClient;
import io.serai.dialect.openai.OpenAiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A vendor's thoughts reach clients and other vendors once, whichever of its two fields they stand in, and also if they stand in both. */
class ThoughtsTest {
    private static final Map<String, String> ASKED = Map.of(
            "responses", "{'model':'m','input':'why'}",
            "anthropic",
                    "{'model':'m','max_tokens':9,'thinking':{'type':'adaptive'},'messages':[{'role':'user','content':'why'}]}",
            "gemini",
                    "{'contents':[{'role':'user','parts':[{'text':'why'}]}],'generationConfig':{'thinkingConfig':{'includeThoughts':true}}}",
            "ollama", "{'model':'m','messages':[{'role':'user','content':'why'}]}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        'reasoning_content':'marmalade'
        'reasoning':'marmalade'
        'reasoning':'marmalade','reasoning_content':'marmalade'
        'reasoning':'marmalade','reasoning_content':''
        'reasoning':'','reasoning_content':'marmalade'
        """)
    void thoughtsAreSaidOnce(String fields) throws IOException {
        List<ChatResponse> whole = pieces("{'id':'1','choices':[{'index':0,'message':{'role':'assistant'," + fields
                + ",'content':'honey'},'finish_reason':'stop'}]}");
        List<ChatResponse> stream = pieces("data: {'id':'1','choices':[{'index':0,'delta':{'role':'assistant'," + fields
                + "}}]}\n\ndata: {'id':'1','choices':[{'index':0,'delta':{'content':'honey'},'finish_reason':'stop'}]}\n\n"
                + "data: [DONE]\n\n");

        for (Map.Entry<String, String> entry : ASKED.entrySet()) {
            ServerDialect server = server(entry.getKey());
            ChatRequest asked = server.readChat(
                    new Inbound("/v1beta/models/m:generateContent", Map.of(), Map.of(), json(entry.getValue())));
            String answer = text(server.writeChat(whole.getFirst(), asked));
            String events = text(Peers.stream(server, asked, stream));

            assertThat(answer.split("marmalade", -1))
                    .as("%s: %s", server.name(), answer)
                    .hasSize(2);
            assertThat(said(events)).as("%s: %s", server.name(), events).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"ollama", "cohere"})
    void thoughtsOfEarlierTurnsAreToldOnce(String vendor) throws IOException {
        ChatRequest asked = new OpenAiServer()
                .readChat(new Inbound(
                        "/v1/chat/completions",
                        Map.of(),
                        Map.of(),
                        json("{'model':'m','messages':[{'role':'user','content':'why'},{'role':'assistant',"
                                + "'reasoning':'marmalade','reasoning_content':'marmalade','tool_calls':[{'id':'a',"
                                + "'type':'function','function':{'name':'f','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'a','content':'done'}]}")));
        ClientDialect client = Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(vendor))
                .findFirst()
                .orElseThrow();

        String sent = text(client.writeChat(asked, Peers.MODEL).body());

        assertThat(sent.split("marmalade", -1)).as(sent).hasSize(2);
    }

    /** How often events say the thoughts, without those of Responses that repeat what deltas said. */
    private static int said(String events) {
        boolean deltas = events.contains(".delta\"");
        int count = 0;
        for (String line : events.split("\n")) {
            if (!line.startsWith("event:") && (!deltas || line.contains(".delta\""))) {
                count += line.split("marmalade", -1).length - 1;
            }
        }
        return count;
    }

    private static ServerDialect server(String dialect) {
        return Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
    }

    private static List<ChatResponse> pieces(String answer) throws IOException {
        AnswerReader reader = new OpenAiClient().readChat(new ByteArrayInputStream(json(answer)));
        List<ChatResponse> pieces = new ArrayList<>();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
