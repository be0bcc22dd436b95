package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.VendorErrorException;
import io.serai.provider.Verdicts.Blame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is to blame, by the words of vendors. */
class BlameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            400 | invalid_request_error | prompt is too long: 200001 tokens > 200000 maximum                          | LENGTH
            400 | invalid_request_error | input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000 | LENGTH
            400 | invalid_request_error | Your credit balance is too low. Please go to Plans & Billing.               | BALANCE
            400 | invalid_request_error | messages: text content blocks must be non-empty                             | CALLER
            413 | request_too_large     | Request exceeds the maximum size                                            | CALLER
            529 | overloaded_error      | Overloaded                                                                  | MODEL
            400 | API_KEY_INVALID       | API key not valid. Please pass a valid API key.                             | KEY
            400 | INVALID_ARGUMENT      | The input token count (1200000) exceeds the maximum number of tokens        | LENGTH
            429 | RESOURCE_EXHAUSTED    | You exceeded your current quota, please check your plan and billing         | KEY_FOR_MODEL
            """)
    void byStatusAndWords(int status, String code, String text, Blame blame) {
        assertThat(Verdicts.of(new VendorErrorException(status, code, text, null, null))
                        .blame())
                .isEqualTo(blame);
    }
}
