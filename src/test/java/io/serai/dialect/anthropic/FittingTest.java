package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Traits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request in Anthropic's form, written for one Claude and sent to another. */
class FittingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        claude-haiku-4-5 | 'thinking':{'type':'adaptive'},'output_config':{'effort':'high'} | {'thinking':{'type':'enabled','budget_tokens':16384}}
        claude-haiku-4-5 | 'output_config':{'effort':'high'}                                | {}
        claude-opus-4-6  | 'thinking':{'type':'adaptive'},'output_config':{'effort':'high'} | {'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}
        claude-opus-5    | 'thinking':{'type':'enabled','budget_tokens':31999},'temperature':0.5 | {'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}
        claude-opus-5    | 'thinking':{'type':'disabled'}                                   | {'thinking':{'type':'disabled'}}
        claude-sonnet-5-5 | 'thinking':{'type':'disabled'}                                  | {'thinking':{'type':'between_tools'}}
        claude-fable-5   | 'thinking':{'type':'disabled'}                                   | {'output_config':{'effort':'low'}}
        claude-haiku-4-5 | 'thinking':{'type':'enabled','budget_tokens':2000},'temperature':1 | {'thinking':{'type':'enabled','budget_tokens':2000},'temperature':1}
        """)
    void thinkingAndSampling(String model, String asked, String sent) {
        JsonNode body = body(model, "{'max_tokens':64000,'messages':[{'role':'user','content':'hi'}]," + asked + '}');

        for (String name : List.of("thinking", "output_config", "temperature")) {
            assertThat(body.get(name)).as(name).isEqualTo(Trees.tree(sent).get(name));
        }
    }

    @Test
    void systemTurnsBecomeTheUsersWhereTheModelKnowsNone() {
        String asked = "{'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'system','content':'s1'},"
                + "{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{}}]},{'role':'system','content':'s2'},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'r'}]}]}";

        assertThat(body("claude-haiku-4-5", asked).findValuesAsText("role"))
                .containsExactly("user", "user", "assistant", "user", "user");
        assertThat(body("claude-haiku-4-5", asked).at("/messages/4/content").asText())
                .isEqualTo("s2");
        assertThat(body("claude-opus-5", asked).findValuesAsText("role")).contains("system");
    }

    /** "This model does not support assistant message prefill. The conversation must end with a user message." */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        claude-opus-4-6   | 'So'                                             | user assistant user
        claude-sonnet-5-5 | [{'type':'text','text':'So'}]                    | user assistant user
        claude-haiku-4-5  | 'So'                                             | user assistant
        claude-opus-5     | [{'type':'server_tool_use','id':'s','name':'web_search','input':{}}] | user assistant
        """)
    void theUserSpeaksLastWhereTheModelGoesOnWithNoText(String model, String content, String roles) {
        Payload payload = Trees.CLIENT.writeChat(
                Trees.request(
                                "{'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':"
                                        + content + "}]}")
                        .withModel(model),
                Traits.NONE);

        assertThat(String.join(" ", Trees.tree(payload.body()).findValuesAsText("role")))
                .isEqualTo(roles);
        assertThat(payload.notes().adjusted()).hasSize(roles.endsWith("user") ? 1 : 0);
    }

    @Test
    void schemasThatClaudeRefusesAtTheirRootAreOneObject() {
        JsonNode body = body(
                "claude-opus-5",
                "{'max_tokens':9,'messages':[{'role':'user','content':'hi'}],'tools':["
                        + "{'name':'f','input_schema':{'type':'object','anyOf':[{'properties':{'a':{}},'required':['a']},{'properties':{'b':{}}}]}},"
                        + "{'type':'bash_20250124','name':'bash'}]}");

        assertThat(body.at("/tools/0/input_schema").has("anyOf")).isFalse();
        assertThat(body.at("/tools/0/input_schema/properties").size()).isEqualTo(2);
        assertThat(body.at("/tools/1/type").asText()).isEqualTo("bash_20250124");
    }

    @Test
    void theLengthOfAnAnswerIsTheModels() {
        Payload payload = Trees.CLIENT.writeChat(
                Trees.request("{'max_tokens':64000,'messages':[{'role':'user','content':'hi'}]}")
                        .withModel("claude-haiku-4-5"),
                new Traits(8192));

        assertThat(Trees.tree(payload.body()).get("max_tokens").asInt()).isEqualTo(8192);
    }

    /** Claude Code's note to Anthropic changes, and would spoil others' caches. */
    @Test
    void theBillingLineIsForAnthropicAlone() {
        String asked = "{'max_tokens':9,'system':[{'type':'text','text':'x-anthropic-billing-header: cc_version=2;'},"
                + "{'type':'text','text':'You are X'}],'messages':[{'role':'user','content':'hi'}]}";

        assertThat(Trees.request(asked).messages().getFirst().text()).isEqualTo("You are X");
        assertThat(body("claude-opus-5", asked).toString()).contains("x-anthropic-billing-header");
    }

    @Test
    void aStreamBeginsWithAnEstimateOfTheTokens() {
        EventWriter writer = Trees.SERVER.events(
                Trees.request("{'max_tokens':9,'messages':[{'role':'user','content':'" + "word ".repeat(100) + "'}]}"));
        Message said = Message.of(Role.ASSISTANT, "a");
        String begun = new String(
                writer.piece(
                        new ChatResponse("i", 0, "m", List.of(new Choice(0, said, null, Map.of())), null, Map.of())),
                StandardCharsets.UTF_8);

        assertThat(begun).contains("message_start").doesNotContain("\"input_tokens\":0");
    }

    @Test
    void errorsNameTheirRequest() {
        byte[] error = Trees.SERVER.writeError(RejectedException.badRequest("No.", null), "req-1");

        assertThat(Trees.tree(error).get("request_id").asText()).isEqualTo("req-1");
    }

    private static JsonNode body(String model, String asked) {
        return Trees.tree(Trees.CLIENT
                .writeChat(Trees.request(asked).withModel(model), Traits.NONE)
                .body());
    }
}
