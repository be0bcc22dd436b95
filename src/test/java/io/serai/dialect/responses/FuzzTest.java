package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.Fuzz;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes in is a request or a rejection. */
class FuzzTest {
    private static final ResponsesServer SERVER = new ResponsesServer();
    private static final ChatResponse ANSWER = new ChatResponse("1", 1, "m", List.of(), null, Map.of());
    private static final List<String> REQUESTS = List.of(
            "{\"model\":\"m\",\"input\":\"x\",\"instructions\":\"i\",\"stream\":true,\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"},\"strict\":true},{\"type\":\"custom\",\"name\":\"g\",\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"d\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]},\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{}},\"verbosity\":\"low\"},\"reasoning\":{\"effort\":\"low\"},\"max_output_tokens\":9}",
            "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"t\"},{\"type\":\"input_image\",\"image_url\":\"https://x.test\",\"detail\":\"low\"},{\"type\":\"input_file\",\"file_data\":\"AA\"}]},{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"s\"}],\"encrypted_content\":\"anthropic:redacted:x\"},{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},{\"type\":\"refusal\",\"refusal\":\"r\"}]},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_text\",\"text\":\"t\"}]}]}");

    @Test
    void requests() {
        Fuzz.texts(REQUESTS, document -> {
            try {
                ChatRequest request = SERVER.readChat(Inbound.of(document));
                assertThat(Json.parse(SERVER.writeChat(ANSWER, request))).isInstanceOf(Map.class);
                assertThat(SERVER.events(request).end()).isNotEmpty();
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
            }
        });
    }
}
