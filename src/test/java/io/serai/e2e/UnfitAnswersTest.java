package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one client asks for, and no model can give, makes no model rest for the others. */
class UnfitAnswersTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"plain"
                    + " words\"},\"finish_reason\":\"stop\"}]}";

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        vendor = new HealthyVendor("v").answering(ANSWER);
        serai = RunningSerai.in(directory)
                .provider("v", vendor, "vendor", "deepseek", "keys", "vk-secret")
                .pool("light", "v/small")
                .pool("embedding", "v/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions^{'model':'v/small','messages':[{'role':'user','content':'q'}],'response_format':{'type':'json_object'}}",
                "/v1/chat/completions^{'model':'v/small','messages':[{'role':'user','content':'q'}],"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object','minProperties':9}}}}",
                "/v1/messages^{'model':'v/small','max_tokens':9,'messages':[{'role':'user','content':'q'}],"
                        + "'output_config':{'format':{'type':'json_schema','schema':{'type':'object','minProperties':9}}}}",
                "/v1/embeddings^{'model':'v/small','input':'q'}"
            })
    void leaveTheModelToOthers(String path, String body) {
        for (int i = 0; i < 6; i++) {
            String question = body.replace('\'', '"').replace("\"q\"", "\"question " + System.nanoTime() + '"');
            assertThat(serai.post(path, question).statusCode()).isNotEqualTo(503);
        }

        assertThat(serai.ask("v/small", "plain " + path + body.length()).body()).contains("plain words");
        assertThat(serai.get("/admin/providers").body()).doesNotContain("malformed");
    }
}
