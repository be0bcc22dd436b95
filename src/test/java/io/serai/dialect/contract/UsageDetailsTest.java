package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cache has read and written and what was thought is counted in each dialect's words. */
class UsageDetailsTest {
    private static final Map<String, String> ANSWERS = Map.of(
            "openai",
            "{'id':'1','choices':[{'index':0,'message':{'role':'assistant','content':'a'},'finish_reason':'stop'}],'usage':{'prompt_tokens':9,'completion_tokens':8,'total_tokens':17,"
                    + "'prompt_tokens_details':{'cached_tokens':3,'cache_write_tokens':4},'completion_tokens_details':{'reasoning_tokens':2}}}",
            "anthropic",
            "{'id':'1','type':'message','role':'assistant','model':'m','content':[{'type':'text','text':'a'}],'stop_reason':'end_turn','usage':{'input_tokens':2,"
                    + "'cache_read_input_tokens':3,'cache_creation_input_tokens':4,'output_tokens':8,'output_tokens_details':{'thinking_tokens':2}}}");

    private static final Map<String, String> ASKED = Map.of(
            "openai", "{'messages':[{'role':'user','content':'hi'}]}",
            "responses", "{'input':'hi'}",
            "anthropic", "{'max_tokens':9,'messages':[{'role':'user','content':'hi'}]}",
            "gemini", "{'contents':[{'role':'user','parts':[{'text':'hi'}]}]}",
            "ollama", "{'messages':[{'role':'user','content':'hi'}]}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        openai    | anthropic | 'input_tokens':2,'cache_creation_input_tokens':4,'cache_read_input_tokens':3,'output_tokens':8,'output_tokens_details':{'thinking_tokens':2}
        openai    | responses | 'input_tokens':9,'input_tokens_details':{'cached_tokens':3,'cache_write_tokens':4},'output_tokens':8,'output_tokens_details':{'reasoning_tokens':2}
        openai    | gemini    | 'promptTokenCount':9,'candidatesTokenCount':6,'totalTokenCount':17,'cachedContentTokenCount':3,'thoughtsTokenCount':2
        openai    | ollama    | 'prompt_eval_count':9
        anthropic | openai    | 'prompt_tokens':9,'completion_tokens':8,'total_tokens':17,'prompt_tokens_details':{'cached_tokens':3,'cache_write_tokens':4},'completion_tokens_details':{'reasoning_tokens':2}
        anthropic | responses | 'cached_tokens':3,'cache_write_tokens':4
        anthropic | gemini    | 'cachedContentTokenCount':3,'thoughtsTokenCount':2
        """)
    void isTold(String vendor, String dialect, String words) throws IOException {
        ClientDialect client = Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(vendor))
                .findFirst()
                .orElseThrow();
        ServerDialect server = Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
        ChatRequest asked = server.readChat(new Inbound(
                "/v1beta/models/m:generateContent", Map.of(), Map.of(), json(ASKED.getOrDefault(dialect, ""))));
        ChatResponse answer = Peers.read(client, new ByteArrayInputStream(json(ANSWERS.getOrDefault(vendor, ""))));

        assertThat(new String(server.writeChat(answer, asked), StandardCharsets.UTF_8))
                .contains(words.replace('\'', '"'));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
