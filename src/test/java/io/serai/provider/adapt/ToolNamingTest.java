package io.serai.provider.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ToolNames;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolNamingTest {
    private static final String LONG =
            "mcp__plugin_company_internal_weather_service_production__get_detailed_weather_forecast_for_city";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        64 of A-Za-z0-9_-                    | LONG        | mcp__plugin_company_internal_weather_service_production_[a-z0-9]{8}
        64 of A-Za-z0-9_-                    | weather.get | weather_get_[a-z0-9]{8}
        64 of A-Za-z0-9_-                    | get-weather | get-weather
        64 of A-Za-z0-9_.:-, first A-Za-z_   | weather.get | weather.get
        64 of A-Za-z0-9_, first A-Za-z_      | 3d          | _3d_[a-z0-9]{8}
        64 of A-Za-z0-9_-, first A-Za-z      | _x          | t_x_[a-z0-9]{8}
        128 of A-Za-z0-9_-                   | LONG        | LONG
        """)
    void aNameThatIsNotTakenIsRenamedEverywhereAndGivenBack(String rule, String name, String form) {
        String told = name.equals("LONG") ? LONG : name;
        ToolCall call = new ToolCall(0, "c", told, "{}", Map.of());
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(
                        new Message(Role.ASSISTANT, List.of(), List.of(call), Map.of()),
                        Message.toolResult("c", told, List.of())),
                List.of(new Tool(told, "", null, Map.of()), new Tool("other", "", null, Map.of())),
                false,
                Map.of("tool_choice", Map.of("type", "function", "function", Map.of("name", told))));

        ToolNaming naming = ToolNaming.of(request, ToolNames.parse(rule));
        ChatRequest sent = naming.rename(request);
        String taken = sent.tools().getFirst().name();

        assertThat(taken)
                .matches(form.equals("LONG") ? LONG : form)
                .hasSizeLessThanOrEqualTo(ToolNames.parse(rule).length());
        assertThat(sent.tools().getLast().name()).isEqualTo("other");
        assertThat(sent.messages().getFirst().toolCalls().getFirst().name()).isEqualTo(taken);
        assertThat(sent.messages().getLast().name()).isEqualTo(taken);
        assertThat(sent.parameters())
                .containsEntry("tool_choice", Map.of("type", "function", "function", Map.of("name", taken)));
        assertThat(answer(naming.giveBack(answer(taken)))).isEqualTo(told);
        assertThat(answer(naming.giveBack(answer("other")))).isEqualTo("other");
        assertThat(ToolNaming.of(request, ToolNames.parse(rule)).rename(request))
                .isEqualTo(sent);
    }

    @Test
    void namesThatDifferInLettersThatAreNotTakenStayApart() {
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(),
                List.of(new Tool("a.b", "", null, Map.of()), new Tool("a:b", "", null, Map.of())),
                false,
                Map.of());

        assertThat(ToolNaming.of(request, ToolNames.parse("64 of A-Za-z0-9_-"))
                        .rename(request)
                        .tools())
                .extracting(Tool::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void whereAllNamesAreTakenNothingIsDone() {
        ChatRequest request = ChatRequest.ofPrompt("x");

        assertThat(ToolNaming.of(request, ToolNames.parse("64 of a-z"))).isSameAs(ToolNaming.NONE);
        assertThat(ToolNaming.NONE.rename(request)).isSameAs(request);
    }

    private static ChatResponse answer(String name) {
        Message said =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", name, "{}", Map.of())), Map.of());
        return new ChatResponse("", 0, "", List.of(new Choice(0, said, null, Map.of())), null, Map.of());
    }

    private static String answer(ChatResponse answer) {
        return answer.choices().getFirst().message().toolCalls().getFirst().name();
    }
}
