package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.anthropic.AnthropicServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a vendor knows one text only, the words of two do not become one, and what a model said in pieces is as it was. */
class LinesTest {
    private static final String ASKED = """
            {'model':'m','max_tokens':9,'system':[{'type':'text','text':'Be brief.'},{'type':'text','text':'Be kind.'}],'messages':[
            {'role':'user','content':[{'type':'text','text':'first'},{'type':'text','text':'second'}]},
            {'role':'assistant','content':[{'type':'text','text':'It is '},{'type':'text','text':'sun'},{'type':'text','text':'ny'},
            {'type':'tool_use','id':'t','name':'f','input':{}}]},
            {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'left'},
            {'type':'text','text':'right'},{'type':'text','text':'\\n\\nend'}]}]}]}""";

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "ollama", "dashscope", "cohere"})
    void separateTextsStayApart(String vendor) {
        ChatRequest asked = new AnthropicServer()
                .readChat(new Inbound(
                        "/v1/messages",
                        Map.of(),
                        Map.of(),
                        ASKED.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        ClientDialect client = Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(vendor))
                .findFirst()
                .orElseThrow();

        String sent = new String(client.writeChat(asked, Peers.MODEL).body(), StandardCharsets.UTF_8);

        assertThat(sent)
                .doesNotContain("brief.Be", "firstsecond", "leftright", "It is \\nsun", "sun\\nny")
                .containsPattern("left\\\\nright(\\\\n){2,3}end");
    }
}
