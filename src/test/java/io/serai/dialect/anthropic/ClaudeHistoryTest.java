package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.ClientDialect.Payload;
import org.junit.jupiter.api.Test;

/** A conversation of an Anthropic client in which other vendors have answered, too, goes to Claude in a form that it takes. */
class ClaudeHistoryTest {
    private static final String MIXED = "{'max_tokens':4096,'messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':[{'type':'thinking','thinking':'a','signature':''},"
            + "{'type':'thinking','thinking':'','signature':'gemini:c2ln'},{'type':'redacted_thinking','data':'openai:xyz'},"
            + "{'type':'thinking','thinking':'own','signature':'EqQBCg=='},{'type':'redacted_thinking','data':'EmwKAh=='},"
            + "{'type':'image','source':{'type':'url','url':'https://e.com/i.png'}},"
            + "{'type':'tool_use','id':'functions.f:0','name':'f','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'functions.f:0','content':'1',"
            + "'cache_control':{'type':'ephemeral'}},{'type':'text','text':'go on'}]}],"
            + "'thinking':{'type':'enabled','budget_tokens':1024}}";

    @Test
    void onlyItsOwnThoughtsAndIdsInItsLettersReachIt() {
        assertThat(Trees.tree(written(MIXED, "claude-sonnet-4-5").body()))
                .isEqualTo(Trees.tree("{'max_tokens':4096,'messages':[{'role':'user','content':'hi'},"
                        + "{'role':'assistant','content':[{'type':'thinking','thinking':'own','signature':'EqQBCg=='},"
                        + "{'type':'redacted_thinking','data':'EmwKAh=='},"
                        + "{'type':'tool_use','id':'functions_f_0','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'functions_f_0','content':'1',"
                        + "'cache_control':{'type':'ephemeral'}},{'type':'text','text':'go on'}]}],"
                        + "'thinking':{'type':'enabled','budget_tokens':1024},'model':'claude-sonnet-4-5'}"));
    }

    @Test
    void otherModelsThatSpeakItsDialectGetWhatTheyHaveSaid() {
        assertThat(Trees.tree(written(MIXED, "kimi-k3").body()).get("messages"))
                .isEqualTo(Trees.tree(MIXED).get("messages"));
    }

    /** It refuses: "text content blocks must be non-empty" and "tool_use.input: Input should be a valid dictionary". */
    @Test
    void emptyTextsAndBrokenArgumentsEndNoConversation() {
        String asked = "{'max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
                + "{'type':'text','text':' '},{'type':'tool_use','id':'a','name':'f','input':'{cut'}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'},{'type':'text','text':''}]}]}";
        assertThat(Trees.tree(written(asked, "claude-opus-4-8").body()).get("messages"))
                .isEqualTo(Trees.tree("[{'role':'user','content':'hi'},{'role':'assistant','content':["
                        + "{'type':'tool_use','id':'a','name':'f','input':{'arguments':'{cut'}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'}]}]"));
    }

    @Test
    void aTurnOfForeignThoughtsAloneIsLeftOut() {
        String asked = "{'max_tokens':9,'messages':[{'role':'user','content':'hi'},"
                + "{'role':'assistant','content':[{'type':'thinking','thinking':'a','signature':''}]},{'role':'user','content':'?'}]}";
        assertThat(Trees.tree(written(asked, "claude-opus-4-8").body()).get("messages"))
                .isEqualTo(Trees.tree("[{'role':'user','content':'hi'},{'role':'user','content':'?'}]"));
    }

    /** It refuses: "Expected `thinking` or `redacted_thinking`, but found `tool_use`". */
    @Test
    void amongCallsThatItHasNotBegunWithThoughtsItDoesNotThink() {
        String calls = "{'max_tokens':4096,'thinking':{'type':'enabled','budget_tokens':1024},'messages':["
                + "{'role':'user','content':'hi'},{'role':'assistant','content':[THOUGHTS"
                + "{'type':'tool_use','id':'a','name':'f','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'}]},"
                + "{'role':'assistant','content':[{'type':'tool_use','id':'b','name':'f','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'b','content':'2'}]}]}";
        Payload foreign = written(
                calls.replace("THOUGHTS", "{'type':'thinking','thinking':'a','signature':''},"), "claude-sonnet-4-5");
        assertThat(Trees.tree(foreign.body()).has("thinking")).isFalse();
        assertThat(foreign.notes().dropped()).containsExactly("thinking");

        Payload own = written(
                calls.replace("THOUGHTS", "{'type':'thinking','thinking':'a','signature':'Eq=='},"),
                "claude-sonnet-4-5");
        assertThat(Trees.tree(own.body()).has("thinking")).isTrue();
        assertThat(own.notes().dropped()).isEmpty();
    }

    private static Payload written(String asked, String model) {
        return Trees.payload(Trees.request(asked).withModel(model));
    }
}
