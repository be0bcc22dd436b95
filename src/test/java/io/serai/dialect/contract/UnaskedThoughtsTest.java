package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Usage;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients see a model's thoughts as their dialect has it: Anthropic's and Google's only if they ask for them. All are told what they cost. */
class UnaskedThoughtsTest {
    private static final String CLAUDE = "{'max_tokens':9,'messages':[{'role':'user','content':'why'}]ASKED}";
    private static final String GEMINI = "{'contents':[{'role':'user','parts':[{'text':'why'}]}]ASKED}";

    /** What is seen: all of it, the signature alone, or nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        anthropic |                                                                    | nothing
        anthropic | ,'thinking':{'type':'disabled'}                                    | nothing
        anthropic | ,'output_config':{'effort':'high'}                                 | nothing
        anthropic | ,'thinking':{'type':'enabled','budget_tokens':2000}                | all
        anthropic | ,'thinking':{'type':'adaptive'}                                    | all
        anthropic | ,'thinking':{'type':'adaptive','display':'summarized'}             | all
        anthropic | ,'thinking':{'type':'adaptive','display':'omitted'}                | signature
        gemini    |                                                                    | nothing
        gemini    | ,'generationConfig':{'thinkingConfig':{'thinkingBudget':2000}}     | nothing
        gemini    | ,'generationConfig':{'thinkingConfig':{'includeThoughts':false}}   | nothing
        gemini    | ,'generationConfig':{'thinkingConfig':{'includeThoughts':true}}    | all
        gemini    | ,'generation_config':{'thinking_config':{'include_thoughts':true}} | all
        """)
    void areNotShown(String dialect, @Nullable String asked, String seen) {
        ServerDialect server = server(dialect);
        String body = (dialect.equals("gemini") ? GEMINI : CLAUDE).replace("ASKED", asked == null ? "" : asked);
        ChatRequest request = server.readChat(
                new Inbound("/v1beta/models/m:generateContent", Map.of("alt", "sse"), Map.of(), json(body)));
        Part thoughts = new Part.Reasoning("marmalade", "reasoning_content");
        Part signed = new Part.Reasoning("", "reasoning_content", new Signature("elsewhere", "c2lnbmVk", false));
        Part said = new Part.Text("honey", true, Map.of());

        String whole = text(server.writeChat(answer(FinishReason.STOP, thoughts, signed, said), request));
        String events = text(Peers.stream(
                server,
                request.withStream(true),
                List.of(answer(null, thoughts), answer(null, signed), answer(FinishReason.STOP, said))));

        for (String told : List.of(whole, events)) {
            assertThat(told).as(dialect).contains("honey", "4711");
            assertThat(told.contains("marmalade")).as(told).isEqualTo(seen.equals("all"));
            // Google's signatures are packed.
            assertThat(told.contains("c2lnbmVk") || told.contains("c2VyYWk6"))
                    .as(told)
                    .isEqualTo(!seen.equals("nothing"));
        }
    }

    private static ChatResponse answer(@Nullable FinishReason reason, Part... parts) {
        Choice choice =
                new Choice(0, new Message(Role.ASSISTANT, List.of(parts), List.of(), Map.of()), reason, Map.of());
        return new ChatResponse("id", 1, "m", List.of(choice), Usage.of(7, 4711), Map.of());
    }

    private static ServerDialect server(String dialect) {
        return Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
