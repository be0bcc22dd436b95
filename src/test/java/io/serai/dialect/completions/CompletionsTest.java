package io.serai.dialect.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.BrokenStreamException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** @see <a href="https://platform.openai.com/docs/api-reference/completions">Completions</a> */
class CompletionsTest {
    private static final CompletionsServer SERVER = new CompletionsServer();

    @ParameterizedTest
    @ValueSource(strings = {"'a b'", "['a b']"})
    void thePromptIsWhatTheUserSays(String prompt) {
        ChatRequest request =
                read("{'model':'m','prompt':" + prompt + ",'max_tokens':5,'stop':['x'],'n':2,'best_of':1,'user':'u'}");

        assertThat(request.messages()).containsExactly(Message.of(Role.USER, "a b"));
        assertThat(request.model()).isEqualTo("m");
        assertThat(request.parameters())
                .containsOnly(
                        Map.entry("max_tokens", 5),
                        Map.entry("stop", List.of("x")),
                        Map.entry("n", 2),
                        Map.entry("user", "u"));
    }

    @Test
    void logprobsAreThoseOfChat() {
        assertThat(read("{'prompt':'x','logprobs':3}").parameters())
                .containsOnly(Map.entry("logprobs", true), Map.entry("top_logprobs", 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'model':'m'                 | prompt      | is missing
            'prompt':7                  | prompt      | must be text, or a list with one text
            'prompt':[]                 | prompt      | must be text, or a list with one text
            'prompt':['a','b']          | prompt      | holds 2 texts
            'prompt':[1,2]              | prompt      | token numbers
            'prompt':[[1,2]]            | prompt      | token numbers
            'prompt':'x','suffix':'y'   | suffix      | asks to fill in a gap
            'prompt':'x','best_of':2    | best_of     | must be 1
            'prompt':'x','max_tokens':'many' | max_tokens | must be a number
            'prompt':'x','stream':'yes' | stream      | must be true or false
            """)
    void whatIsWrongIsToldWithItsPlace(String fields, String place, String message) {
        RejectedException error = catchThrowableOfType(RejectedException.class, () -> read('{' + fields + '}'));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(place);
        assertThat(error.reason()).contains(message).endsWith(".");
    }

    @Test
    void aWholeAnswer() {
        ChatRequest request = read("{'prompt':'1+1=','echo':true}");
        Message said = new Message(
                Role.ASSISTANT,
                List.of(new Part.Reasoning("hm", "reasoning_content"), new Part.Text("2", true, Map.of())),
                List.of(),
                Map.of());
        ChatResponse answer = new ChatResponse(
                "chatcmpl-1",
                7,
                "m",
                List.of(new Choice(0, said, FinishReason.LENGTH, Map.of())),
                Usage.of(3, 1),
                Map.of());

        assertThat(string(SERVER.writeChat(answer, request)))
                .isEqualTo(
                        "{'id':'cmpl-1','object':'text_completion','created':7,'model':'m','choices':[{'text':'1+1=2','index':0,"
                                + "'logprobs':null,'finish_reason':'length'}],'usage':{'prompt_tokens':3,'completion_tokens':1,'total_tokens':4}}");
    }

    @Test
    void logprobsInTheirOldForm() {
        Map<String, Object> token =
                Map.of("token", "ab", "logprob", -1, "top_logprobs", List.of(Map.of("token", "ab", "logprob", -1)));
        Choice choice = new Choice(
                0,
                Message.of(Role.ASSISTANT, "ab"),
                FinishReason.STOP,
                Map.of("logprobs", Map.of("content", List.of(token))));

        assertThat(string(SERVER.writeChat(
                        new ChatResponse("1", 7, "m", List.of(choice), null, Map.of()),
                        read("{'prompt':'1+','echo':true,'logprobs':1}"))))
                .contains(
                        "'logprobs':{'tokens':['ab'],'token_logprobs':[-1],'top_logprobs':[{'ab':-1}],'text_offset':[2]}");
    }

    @Test
    void aStream() {
        EventWriter writer =
                SERVER.events(read("{'prompt':'x','stream':true,'stream_options':{'include_usage':true}}"));
        String stream = string(writer.piece(piece("", null)))
                + string(writer.piece(piece("a", null)))
                + string(writer.piece(piece("b", FinishReason.STOP)))
                + string(writer.piece(new ChatResponse("", 0, "", List.of(), Usage.of(1, 2), Map.of())))
                + string(writer.end());

        String head = "data: {'id':'cmpl-1','object':'text_completion','created':7,'model':'m','choices':[";
        assertThat(stream)
                .isEqualTo(head + "{'text':'a','index':0,'logprobs':null,'finish_reason':null}]}\n\n"
                        + head + "{'text':'b','index':0,'logprobs':null,'finish_reason':'stop'}]}\n\n"
                        + head + "],'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void usageIsToldToThoseWhoAskForIt() {
        EventWriter writer = SERVER.events(read("{'prompt':'x','stream':true}"));

        assertThat(writer.piece(new ChatResponse("1", 7, "m", List.of(), Usage.of(1, 2), Map.of())))
                .isEmpty();
    }

    @Test
    void aStreamThatBreaksSaysSo() {
        EventWriter writer = SERVER.events(read("{'prompt':'x','stream':true}"));

        assertThat(string(writer.error(new BrokenStreamException("stream_interrupted", "It broke."))))
                .startsWith("data: {'error':{'message':'It broke.'");
        assertThat(string(writer.keepAlive())).isEqualTo(": keep-alive\n\n");
        assertThat(string(SERVER.writeError(RejectedException.badRequest("No.", "prompt"))))
                .contains("'param':'prompt'");
    }

    private static ChatResponse piece(String text, @Nullable FinishReason reason) {
        return new ChatResponse(
                "1",
                7,
                "m",
                List.of(new Choice(0, Message.of(Role.ASSISTANT, text), reason, Map.of())),
                null,
                Map.of());
    }

    /** JSON is written with ' for ". */
    private static ChatRequest read(String json) {
        return SERVER.readChat(Inbound.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('"', '\'');
    }
}
