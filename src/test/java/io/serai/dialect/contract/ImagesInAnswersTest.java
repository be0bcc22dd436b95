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

/** An image that a model has made reaches clients of every dialect that can show one, where those look for it. */
class ImagesInAnswersTest {
    private static final String PNG = "iVBORw0KGgoAAAA=";

    /** Answers of vendors, whole and as the only piece of a stream. */
    private static final Map<String, List<String>> ANSWERS = Map.of(
            "openai",
            List.of(
                    "{'id':'1','choices':[{'index':0,'message':{'role':'assistant','content':'here','images':[{'type':'image_url','image_url':{'url':'data:image/png;base64,PNG'}}]},'finish_reason':'stop'}]}",
                    "data: {'id':'1','choices':[{'index':0,'delta':{'content':'here','images':[{'type':'image_url','index':0,'image_url':{'url':'data:image/png;base64,PNG'}}]},'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n"),
            "gemini",
            List.of(
                    "{'responseId':'1','candidates':[{'content':{'role':'model','parts':[{'text':'here'},{'inlineData':{'mimeType':'image/png','data':'PNG'}}]},'finishReason':'STOP'}]}",
                    "data: {'responseId':'1','candidates':[{'content':{'role':'model','parts':[{'text':'here'},{'inlineData':{'mimeType':'image/png','data':'PNG'}}]},'finishReason':'STOP'}]}\n\n"));

    private static final Map<String, String> ASKED = Map.of(
            "openai", "{'messages':[{'role':'user','content':'draw'}]}",
            "responses", "{'input':'draw'}",
            "anthropic", "{'max_tokens':9,'messages':[{'role':'user','content':'draw'}]}",
            "gemini", "{'contents':[{'role':'user','parts':[{'text':'draw'}]}]}",
            "ollama", "{'messages':[{'role':'user','content':'draw'}]}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        openai    | 'images':[{'type':'image_url'
        openai    | 'content':'here'
        responses | 'type':'image_generation_call','status':'completed','result':'iVBORw0KGgoAAAA='
        gemini    | 'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgoAAAA='}
        ollama    | 'images':['iVBORw0KGgoAAAA=']
        anthropic | 'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0KGgoAAAA='}
        """)
    void everyClientSeesIt(String dialect, String words) throws IOException {
        ServerDialect server = Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
        ChatRequest asked = server.readChat(new Inbound(
                "/v1beta/models/m:generateContent", Map.of(), Map.of(), json(ASKED.getOrDefault(dialect, ""))));
        for (ClientDialect client : Dialects.CLIENTS) {
            for (String answer : ANSWERS.getOrDefault(client.name(), List.of())) {
                List<ChatResponse> pieces = pieces(client, answer);
                String written = answer.startsWith("data")
                        ? new String(Peers.stream(server, asked, pieces), StandardCharsets.UTF_8)
                        : new String(server.writeChat(pieces.getFirst(), asked), StandardCharsets.UTF_8);

                assertThat(written.replace(" ", ""))
                        .as("%s: %s", client.name(), answer)
                        .contains(words.replace('\'', '"'))
                        .contains("here");
            }
        }
    }

    private static List<ChatResponse> pieces(ClientDialect client, String answer) throws IOException {
        AnswerReader reader = client.readChat(new ByteArrayInputStream(json(answer)));
        List<ChatResponse> pieces = new ArrayList<>();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private static byte[] json(String text) {
        return text.replace("PNG", PNG).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
