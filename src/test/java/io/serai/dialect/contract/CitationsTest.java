package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.EventWriter;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.anthropic.AnthropicClient;
import io.serai.dialect.anthropic.AnthropicServer;
import io.serai.dialect.gemini.GeminiClient;
import io.serai.dialect.gemini.GeminiServer;
import io.serai.dialect.openai.OpenAiServer;
import io.serai.dialect.responses.ResponsesServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages that an answer cites reach clients of all dialects that have a word for them, whole and streamed. */
class CitationsTest {
    private static final String URL = "https://rome.test/weather";

    private static final String ANTHROPIC =
            "{'id':'m','type':'message','role':'assistant','model':'c','content':[{'type':'text','text':'Sunny','citations':"
                    + "[{'type':'web_search_result_location','url':'" + URL
                    + "','title':'Rome'}]}],'stop_reason':'end_turn'}";

    private static final String ANTHROPIC_STREAM = "data: {'type':'message_start','message':{'id':'m','model':'c'}}\n\n"
            + "data: {'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}\n\n"
            + "data: {'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Sunny'}}\n\n"
            + "data: {'type':'content_block_delta','index':0,'delta':{'type':'citations_delta','citation':"
            + "{'type':'web_search_result_location','url':'" + URL + "','title':'Rome'}}}\n\n"
            + "data: {'type':'content_block_stop','index':0}\n\n"
            + "data: {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}\n\n"
            + "data: {'type':'message_stop'}\n\n";

    private static final String GEMINI =
            "{'candidates':[{'content':{'role':'model','parts':[{'text':'Sunny'}]},'finishReason':'STOP','groundingMetadata':"
                    + "{'groundingChunks':[{'web':{'uri':'" + URL + "','title':'Rome'}}]}}]}";

    @Test
    void theyReachAllClients() throws IOException {
        List<ServerDialect> ofAnthropic = List.of(new OpenAiServer(), new ResponsesServer(), new GeminiServer());
        List<ServerDialect> ofGemini = List.of(new OpenAiServer(), new ResponsesServer(), new AnthropicServer());
        for (ServerDialect server : ofAnthropic) {
            assertThat(told(new AnthropicClient(), ANTHROPIC, server)).contains(URL);
            assertThat(streamed(new AnthropicClient(), ANTHROPIC_STREAM, server))
                    .contains(URL);
        }
        for (ServerDialect server : ofGemini) {
            assertThat(told(new GeminiClient(), GEMINI, server)).contains(URL);
            assertThat(streamed(new GeminiClient(), "data: " + GEMINI + "\n\n", server))
                    .contains(URL);
        }
    }

    private static String told(ClientDialect client, String answer, ServerDialect server) throws IOException {
        ChatResponse whole = Peers.read(client, new ByteArrayInputStream(bytes(answer)));
        return new String(server.writeChat(whole, ChatRequest.ofPrompt("x")), StandardCharsets.UTF_8);
    }

    private static String streamed(ClientDialect client, String answer, ServerDialect server) throws IOException {
        AnswerReader reader = client.readChat(new ByteArrayInputStream(bytes(answer)));
        EventWriter writer = server.events(ChatRequest.ofPrompt("x").withStream(true));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            stream.writeBytes(writer.piece(piece));
        }
        stream.writeBytes(writer.end());
        return stream.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
