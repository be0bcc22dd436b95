package io.serai.routing.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What surrounds the last message: images, earlier turns, the system prompt, tools, the format of the answer. */
class ClassifierContextTest {
    private static final Message SNIPPET = user("Write a Python function that adds up a list");
    private static final Message REPLY =
            Message.of(Role.ASSISTANT, "```python\ndef total(xs):\n    return sum(xs)\n```");

    private final Classifier classifier = Classifier.shared();

    @Test
    void imageInTheLastTurnIsVision() {
        Part question = new Part.Text("what is this?", false, Map.of());
        Part image = new Part.Image("https://example.com/a.png", null, Map.of());
        Message picture = new Message(Role.USER, List.of(question, image), List.of(), Map.of());
        assertThat(task(picture)).isEqualTo("vision");
        assertThat(task(picture, Message.of(Role.ASSISTANT, "A cat."), user("how old is it?")))
                .isEqualTo("vision");
    }

    @Test
    void shortFollowUpGoesOnWithCode() {
        assertThat(task(user("now make it shorter"))).isNotEqualTo("code");
        assertThat(task(SNIPPET, REPLY, user("now make it shorter"))).isEqualTo("code");
        assertThat(task(SNIPPET, REPLY, user("and with a limit?"))).isEqualTo("code");
        assertThat(task(user("写一个冒泡排序"), REPLY, user("换成降序"))).isEqualTo("code");
    }

    @Test
    void lastMessageDecidesWhenItHasASubject() {
        assertThat(task(SNIPPET, REPLY, user("What is the capital of Norway?"))).isEqualTo("light");
        assertThat(task(SNIPPET, REPLY, user("thanks!"))).isEqualTo("light");
        assertThat(task(SNIPPET, REPLY, user("Write an essay on free will, 800 words, and weigh both sides")))
                .isEqualTo("heavy");
        assertThat(task(user("Who wrote Faust?"), user("fix the NullPointerException in my Java parser")))
                .isEqualTo("code");
    }

    @Test
    void toolResultsAfterTheQuestionDoNotHideIt() {
        Message result = Message.of(Role.TOOL, "12 degrees, rain");
        assertThat(task(
                        user("Why does this query return duplicate rows? SELECT * FROM a JOIN b USING (id)"),
                        REPLY,
                        result))
                .isEqualTo("code");
    }

    @Test
    void codingAgentWithToolsIsCode() {
        Message system = Message.of(Role.SYSTEM, "You are a coding agent that helps with software engineering tasks.");
        List<Tool> tools = List.of(tool("read_file"), tool("edit_file"), tool("run_command"));
        assertThat(classify(tools, Map.of(), system, user("please have a look at the second point of the list"))
                        .task())
                .isEqualTo("code");
    }

    @Test
    void otherToolsDoNotMakeCode() {
        List<Tool> tools = List.of(tool("get_weather"), tool("book_table"));
        assertThat(classify(tools, Map.of(), user("Do I need an umbrella in Bergen today?"))
                        .task())
                .isEqualTo("light");
    }

    @Test
    void schemaLeansTowardsLight() {
        Map<String, Object> format = Map.of("type", "json_schema", "json_schema", Map.of("name", "x"));
        Map<String, Object> schema = Map.of("response_format", format);
        Message message =
                user("Acme Ltd, 12 March, 4,300 euros for roof repairs in Ghent, due in 30 days, contact Els Maes");
        assertThat(classify(List.of(), schema, message).task()).isEqualTo("light");
    }

    @Test
    void systemPromptIsAWeakSignal() {
        Message system =
                Message.of(Role.SYSTEM, "You are an expert programmer who answers questions about Java and SQL.");
        assertThat(task(system, user("What is the capital of Norway?"))).isEqualTo("light");
    }

    @Test
    void complexityGrowsWithToolsHistorySchemaAndEffort() {
        Message question = user("Which of the two offers is better for us?");
        double plain = classify(List.of(), Map.of(), question).complexity();

        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            tools.add(tool("lookup_" + i));
        }
        assertThat(classify(tools, Map.of(), question).complexity()).isGreaterThan(plain + 0.1);

        List<Message> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            turns.add(Message.of(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "The first offer is " + i + " euros."));
        }
        turns.add(question);
        assertThat(classify(List.of(), Map.of(), turns.toArray(Message[]::new)).complexity())
                .isGreaterThan(plain + 0.1);

        assertThat(classify(List.of(), Map.of("reasoning_effort", "high"), question)
                        .complexity())
                .isGreaterThan(plain + 0.1);
    }

    @Test
    void complexityStaysBelowOne() {
        String text = "Design a plan, step by step, and prove each claim; ".repeat(2000) + "in 5000 words";
        assertThat(classify(List.of(tool("a")), Map.of(), user(text)).complexity())
                .isBetween(0.85, 1.0);
    }

    private static Tool tool(String name) {
        return new Tool(name, "", Map.of("type", "object"), Map.of());
    }

    private static Message user(String text) {
        return Message.of(Role.USER, text);
    }

    private String task(Message... messages) {
        return classify(List.of(), Map.of(), messages).task();
    }

    private Classification classify(List<Tool> tools, Map<String, Object> parameters, Message... messages) {
        return classifier.classify(
                new ChatRequest("openai", ChatRequest.AUTO, List.of(messages), tools, false, parameters));
    }
}
