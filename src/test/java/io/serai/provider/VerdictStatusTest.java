package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.Verdicts.Blame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of a vendor mean something with the statuses that can mean it, and nothing if the request has brought them in. */
class VerdictStatusTest {
    private static final List<Integer> STATUSES = List.of(
            400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 415, 418, 422, 424, 429, 498, 500, 501, 502, 503,
            504, 520, 524, 529);
    private static final ChatRequest HARMLESS = ChatRequest.ofPrompt("Hello");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        Incorrect API key provided                        | KEY           | 400 401 403
        invalid_api_key                                   | KEY           | 400 401 403
        login fail: please carry the API secret key       | KEY           | 400 401 403
        This organization has been disabled               | KEY           | 400 401 403
        Request too large for this account                | ABILITY       | 400 413 422 429
        FreeTierOnly                                      | KEY_FOR_MODEL | 400 403 429
        insufficient_quota                                | BALANCE       | 400 401 402 403 412 429
        Insufficient Balance                              | BALANCE       | 400 401 402 403 412 429
        Your credit balance is too low                    | BALANCE       | 400 401 402 403 412 429
        Arrearage                                         | BALANCE       | 400 401 402 403 412 429
        monthly spending limit                            | BALANCE       | 400 401 402 403 412 429
        Key limit exceeded                                | BALANCE       | 400 401 402 403 412 429
        Please check your billing details                 | BALANCE       | 400 401 402 403 412 429
        The server is overloaded                          | MODEL         | 408 424 429 498 500 502 503 504 524 529
        Service capacity exceeded                         | MODEL         | 408 424 429 498 500 502 503 504 524 529
        Rate limit reached                                | KEY_FOR_MODEL | 403 413 429 503
        Too many requests                                 | KEY_FOR_MODEL | 403 413 429 503
        RESOURCE_EXHAUSTED                                | KEY_FOR_MODEL | 403 413 429 503
        """)
    void wordsCountWithTheStatusesThatCanMeanThem(String words, Blame blame, String with) {
        List<Integer> means =
                Arrays.stream(with.split(" ")).map(Integer::valueOf).toList();
        for (int status : STATUSES) {
            Blame expected = means.contains(status) && status != 402 ? blame : blame(status, "x");
            assertThat(blame(status, words)).as("%s with %s", words, status).isEqualTo(expected);
        }
        assertThat(blame(0, words)).as("without a status").isEqualTo(blame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insufficient_quota",
                "invalid api key",
                "rate limit",
                "too many requests",
                "overloaded",
                "billing",
                "login fail",
                "request too large for",
                "provider returned error",
                "spending limit",
                "model not found",
                "context_length_exceeded",
                "content_filter",
                "does not support tools",
                "tokens per day",
                "throttling",
                "user location is not supported",
                "tool_use_failed"
            })
    void whatTheRequestHasSaidDoesNotDecide(String words) {
        String prompt = "Please explain what this means: " + words + ", and answer in one sentence at most.";
        ChatRequest asked = new ChatRequest(
                "openai",
                "m",
                List.of(Message.of(Role.USER, prompt), Message.of(Role.USER, words)),
                List.of(new Tool("call_" + words.replace(' ', '_'), "", Map.of(), Map.of())),
                false,
                Map.of("user", words));
        for (int status : STATUSES) {
            for (String quote : List.of(
                    "Wrong value: \"" + words + "\" is odd",
                    "Wrong value: '" + words + "' is odd",
                    "Wrong value: `" + words + "` is odd",
                    "Wrong value: " + prompt + " is odd",
                    "Wrong value: " + prompt.substring(0, prompt.length() - 20) + "... is odd",
                    "Wrong name: call_" + words.replace(' ', '_') + " is odd")) {
                assertThat(blame(status, quote, "other/one", asked))
                        .as("%s: %s", status, quote)
                        .isEqualTo(blame(status, "Wrong value"));
            }
            if (status != 404 && status != 410 && status != 403) {
                assertThat(blame(status, "Wrong value for " + words + ", it is odd", words, HARMLESS))
                        .as("%s: a model of that name", status)
                        .isEqualTo(blame(status, "Wrong value"));
            }
        }
    }

    @Test
    void aModelThatIsNotThereIsToBlameWhateverItsName() {
        for (String name : List.of("model", "rate limit", "insufficient_quota", "invalid api key", "gpt-4o")) {
            assertThat(blame(404, name + " was not found", name, HARMLESS))
                    .as(name)
                    .isEqualTo(Blame.MODEL);
        }
    }

    @Test
    void theVendorsCodeCountsWhateverTheRequestHasSaid() {
        ChatRequest asked = ChatRequest.ofPrompt("What does context_length_exceeded mean? What insufficient_quota?");

        assertThat(Verdicts.of(error(400, "context_length_exceeded", "context_length_exceeded"), "m", asked)
                        .blame())
                .isEqualTo(Blame.LENGTH);
        assertThat(Verdicts.of(error(429, "insufficient_quota", "no"), "m", asked)
                        .blame())
                .isEqualTo(Blame.BALANCE);
    }

    private static Blame blame(int status, String words) {
        return blame(status, words, "other/one", HARMLESS);
    }

    private static Blame blame(int status, String words, String model, ChatRequest asked) {
        return Verdicts.of(error(status, "", words), model, asked).blame();
    }

    private static VendorErrorException error(int status, String code, String words) {
        return new VendorErrorException(status, code, words, null, null);
    }
}
