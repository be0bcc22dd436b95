package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model lets be heard reaches clients that can hear it, and all others in words. */
class SoundInAnswersTest {
    private static final String SPOKEN =
            "{'id':'1','choices':[{'index':0,'message':{'role':'assistant','content':null,'audio':{'id':'a','data':'UklGRg==','transcript':'honey','expires_at':1}},'finish_reason':'stop'}]}";
    private static final String STREAMED =
            "data: {'id':'1','choices':[{'index':0,'delta':{'role':'assistant','audio':{'id':'a','transcript':'honey'}}}]}\n\n"
                    + "data: {'id':'1','choices':[{'index':0,'delta':{'audio':{'data':'UklGRg=='}}}]}\n\n"
                    + "data: {'id':'1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n";
    private static final String GOOGLES =
            "{'responseId':'1','candidates':[{'content':{'role':'model','parts':[{'inlineData':{'mimeType':'audio/L16;codec=pcm;rate=24000','data':'AAAA'}}]},'finishReason':'STOP'}]}";

    private static final Map<String, String> ASKED = Map.of(
            "openai", "{'messages':[{'role':'user','content':'sing'}]}",
            "responses", "{'input':'sing'}",
            "anthropic", "{'max_tokens':9,'messages':[{'role':'user','content':'sing'}]}",
            "gemini", "{'contents':[{'role':'user','parts':[{'text':'sing'}]}]}",
            "ollama", "{'messages':[{'role':'user','content':'sing'}]}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        openai    | openai | 'data':'UklGRg=='
        openai    | gemini | 'inlineData':{'mimeType':'audio/wav','data':'UklGRg=='}
        openai    | gemini | 'text':'honey'
        openai    | anthropic | 'text':'honey'
        openai    | ollama | 'content':'honey'
        openai    | responses | 'text':'honey'
        gemini    | openai | 'data':'AAAA'
        gemini    | gemini | 'data':'AAAA'
        gemini    | anthropic | left out
        gemini    | ollama | left out
        """)
    void isHeardOrRead(String vendor, String dialect, String words) throws IOException {
        ServerDialect server = Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
        ChatRequest asked = server.readChat(new Inbound(
                "/v1beta/models/m:generateContent", Map.of(), Map.of(), json(ASKED.getOrDefault(dialect, ""))));

        for (String answer : vendor.equals("openai") ? List.of(SPOKEN, STREAMED) : List.of(GOOGLES)) {
            List<ChatResponse> pieces = pieces(vendor, answer);
            String written = new String(
                    answer.startsWith("data")
                            ? Peers.stream(server, asked, pieces)
                            : server.writeChat(pieces.getFirst(), asked),
                    StandardCharsets.UTF_8);

            assertThat(written).as(answer).contains(words.replace('\'', '"'));
        }
    }

    private static List<ChatResponse> pieces(String vendor, String answer) throws IOException {
        ClientDialect client = Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(vendor))
                .findFirst()
                .orElseThrow();
        AnswerReader reader = client.readChat(new ByteArrayInputStream(json(answer)));
        List<ChatResponse> pieces = new ArrayList<>();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
