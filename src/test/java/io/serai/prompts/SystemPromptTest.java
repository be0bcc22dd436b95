package io.serai.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.Instructed;
import io.serai.chat.Request;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's text stands at its place in every dialect, and what the client has said there stays as the mode wants it. */
class SystemPromptTest {
    private static final String TEXT = "Answer in verse.";

    /** A request with a system prompt THEIRS, by the dialect that it comes in. */
    private static final Map<String, String> REQUESTS = Map.of(
            "openai",
            "{'model':'m','messages':[{'role':'system','content':'THEIRS'},{'role':'user','content':'hi'}]}",
            "developer",
            "{'model':'m','messages':[{'role':'developer','content':'THEIRS'},{'role':'user','content':'hi'}]}",
            "responses",
            "{'model':'m','instructions':'THEIRS','input':'hi'}",
            "anthropic",
            "{'model':'m','max_tokens':9,'system':'THEIRS','messages':[{'role':'user','content':'hi'}]}",
            "gemini",
            "{'system_instruction':{'parts':[{'text':'THEIRS'}]},'contents':[{'role':'user','parts':[{'text':'hi'}]}]}",
            "ollama",
            "{'model':'m','messages':[{'role':'system','content':'THEIRS'},{'role':'user','content':'hi'}]}",
            "ollama-generate",
            "{'model':'m','system':'THEIRS','prompt':'hi'}");

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "developer", "responses", "anthropic", "gemini", "ollama", "ollama-generate"})
    void eachModeHoldsInEveryDialectAndToEveryVendor(String dialect) {
        for (String mode : List.of("prepend", "append", "replace", "if-absent", "off")) {
            String expected = switch (mode) {
                case "prepend" -> "(?s).*Answer in verse\\..*THEIRS.*";
                case "append" -> "(?s).*THEIRS.*Answer in verse\\..*";
                case "replace" -> "(?s)(?!.*THEIRS).*Answer in verse\\..*";
                default -> "(?s)(?!.*Answer in verse).*THEIRS.*";
            };
            ChatRequest changed = apply(prompt(mode), read(dialect, REQUESTS.getOrDefault(dialect, "")));
            for (ClientDialect vendor : Dialects.CLIENTS) {
                String sent = sent(vendor, changed);
                assertThat(sent)
                        .as("%s from %s to %s", mode, dialect, vendor.name())
                        .matches(expected);
                assertThat(sent.split("Answer in verse", -1).length).as(sent).isLessThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepend", "append", "replace", "if-absent"})
    void whereTheClientSaysNothingTheTextStandsAlone(String mode) {
        String silent = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
        ChatRequest changed = apply(prompt(mode), read("openai", silent));
        assertThat(sent(Dialects.CLIENTS.getFirst(), changed))
                .contains("[{\"role\":\"system\",\"content\":\"Answer in verse.\"},{\"role\":\"user\"");
        for (String dialect : List.of("anthropic", "ollama")) {
            ChatRequest own = apply(prompt(mode), read(dialect, silent.replace("'m',", "'m','max_tokens':9,")));
            assertThat(sent(vendor(dialect), own)).contains("Answer in verse.");
        }
    }

    @Test
    void blocksThatEndACacheStayWholeAndInTheirOrder() {
        String body = "{'model':'m','max_tokens':9,'system':[{'type':'text','text':'THEIRS','cache_control':{'type':"
                + "'ephemeral'}},{'type':'text','text':'MORE'}],'messages':[{'role':'user','content':'hi'}]}";
        assertThat(sent(vendor("anthropic"), apply(prompt("prepend"), read("anthropic", body))))
                .contains(
                        "\"system\":[{\"type\":\"text\",\"text\":\"Answer in verse.\"},{\"type\":\"text\",\"text\":"
                                + "\"THEIRS\",\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"MORE\"}]");
        assertThat(sent(vendor("anthropic"), apply(prompt("append"), read("anthropic", body))))
                .contains("{\"type\":\"text\",\"text\":\"MORE\"},{\"type\":\"text\",\"text\":\"Answer in verse.\"}]");
    }

    @Test
    void theTextStandsInTheSamePlaceHoweverLongTheConversationGrows() {
        String start = "{'model':'m','messages':[{'role':'system','content':'THEIRS'},{'role':'user','content':'a'}";
        String later =
                ",{'role':'assistant','content':'b'},{'role':'system','content':'late'},{'role':'user','content':'c'}";
        for (String mode : List.of("prepend", "append")) {
            String one = sent(vendor("openai"), apply(prompt(mode), read("openai", start + "]}")));
            String two = sent(vendor("openai"), apply(prompt(mode), read("openai", start + later + "]}")));
            String common = one.substring(0, one.indexOf("\"a\"") + 3);
            assertThat(two).as(mode).startsWith(common);
        }
    }

    @Test
    void aRequestThatHasTheTextIsNotGivenItTwice() {
        for (String mode : List.of("prepend", "append", "replace")) {
            SystemPrompt prompt = prompt(mode);
            ChatRequest once = apply(prompt, read("openai", REQUESTS.getOrDefault("openai", "")));
            assertThat(apply(prompt, once)).as(mode).isSameAs(once);
        }
    }

    @Test
    void whatKindOfRequestItIsFollowsFromWhatItsClientHasSaid() {
        ChatRequest read = read("openai", REQUESTS.getOrDefault("openai", ""));
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(read);
        prompt("prepend").process(exchange);
        SystemPrompt other = prompt("append");
        other.process(exchange);
        Instructed known = exchange.getProperty(Instructed.PROPERTY, Instructed.class);
        assertThat(Instructed.asked(known, Request.of(exchange.getMessage().getBody())))
                .isSameAs(read);
        assertThat(Instructed.asked(known, read)).isSameAs(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode | prefix        | it must be one of off, append, prepend, replace, if-absent",
                "file | ../secret.md  | it must be a file in prompts/",
                "file | prompts/a.exe | it must be a file in prompts/",
                "file | /etc/passwd   | it must be a file in prompts/"
            })
    void wrongValuesAreRefusedInWords(String property, String value, String words) {
        SystemPrompt prompt = new SystemPrompt();
        assertThatThrownBy(() -> {
                    if (property.equals("mode")) {
                        prompt.setMode(value);
                    } else {
                        prompt.setFile(value);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    private SystemPrompt prompt(String mode) {
        Dialects.CLIENTS.forEach(dialect -> context.getRegistry().bind("client-" + dialect.name(), dialect));
        SystemPrompt prompt = new SystemPrompt();
        prompt.setCamelContext(context);
        prompt.setMode(mode);
        prompt.setText(TEXT);
        prompt.start();
        return prompt;
    }

    private ChatRequest apply(SystemPrompt prompt, ChatRequest request) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(request);
        prompt.process(exchange);
        return exchange.getMessage().getBody(ChatRequest.class);
    }

    private static ChatRequest read(String dialect, String body) {
        String name = dialect.equals("developer") ? "openai" : dialect;
        ServerDialect server = Dialects.SERVERS.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        String path = name.equals("gemini") ? "/v1beta/models/m:generateContent" : "/";
        return server.readChat(
                new Inbound(path, Map.of(), Map.of(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static ClientDialect vendor(String name) {
        return Dialects.CLIENTS.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String sent(ClientDialect vendor, ChatRequest request) {
        byte[] body = vendor.writeChat(request.withModel("m"), Traits.NONE).body();
        return new String(Json.write(Json.parse(body)), StandardCharsets.UTF_8);
    }
}
