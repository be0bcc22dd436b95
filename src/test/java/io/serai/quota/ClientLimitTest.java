package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.quota.Limit.Unit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation of clients' limits, which is that of vendors' with money, kinds of tokens, totals and modes. */
class ClientLimitTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500/day@Europe/Berlin | REQUESTS | 500 | 500/day@Europe/Berlin",
                "2M tokens/week | TOKENS | 2000000 | 2000000 tokens/week",
                "1.5k output tokens / 2h | OUTPUT_TOKENS | 1500 | 1500 output tokens/2h",
                "10k input tokens/min | INPUT_TOKENS | 10000 | 10000 input tokens/min",
                "3 parallel | PARALLEL | 3 | 3 parallel",
                "$5/month@UTC | MONEY | 5000000000 | $5/month@UTC",
                "$0.25/day | MONEY | 250000000 | $0.25/day",
                "total $50 | MONEY | 50000000000 | total $50",
                "total 1000 requests | REQUESTS | 1000 | total 1000 requests",
                "total 1M tokens | TOKENS | 1000000 | total 1000000 tokens",
                "20/day for gpt-* | REQUESTS | 20 | 20/day for gpt-*",
                "20/day per model | REQUESTS | 20 | 20/day per model",
                "0/day | REQUESTS | 0 | 0/day",
                "0 parallel for gpt-* | PARALLEL | 0 | 0 parallel for gpt-*",
                "30 % of gemini/day | SHARE | 30 | 30% of gemini/day",
                "5% of my-groq/2h shadow | SHARE | 5 | 5% of my-groq/2h shadow",
                "$5/month warn at 80% | MONEY | 5000000000 | $5/month warn at 80%",
                "20/day for gpt-* shadow | REQUESTS | 20 | 20/day for gpt-* shadow",
                "$1/day strict | MONEY | 1000000000 | $1/day strict",
                "$1/day enforce | MONEY | 1000000000 | $1/day",
                "$0.000000001/day | MONEY | 1 | $0.000000001/day"
            })
    void clientsLimitsAreReadAndWritten(String text, Unit unit, long amount, String written) {
        Limit limit = Limit.parseClients(text).getFirst();

        assertThat(limit.unit()).isEqualTo(unit);
        assertThat(limit.amount()).isEqualTo(amount);
        assertThat(limit).hasToString(written);
        assertThat(Limit.parseClients(written)).containsExactly(limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$5",
                "5$/month",
                "$5 tokens/day",
                "-3/day",
                "1.5/day",
                "$0.0000000001/day",
                "3 parallels",
                "0% of groq/day",
                "101% of groq/day",
                "30% of groq",
                "30%/day",
                "10/fortnight",
                "10/day@Mars",
                "$5/month warn at 0%",
                "$5/month warn at 101%",
                "10/year",
                "2/2month",
                "10/day per vendor",
                "99999999999999999999/day",
                "input/day",
                "007/day",
                "total"
            })
    void whatIsNoLimitIsRefusedInItsOwnWords(String text) {
        assertThatThrownBy(() -> Limit.parseClients(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$5/month", "total 10", "1.5/day", "5 input tokens/min", "5/min shadow", "0/day", "0 parallel"})
    void aVendorsLimitKnowsNeitherMoneyNorModes(String text) {
        assertThatThrownBy(() -> Limit.parse(text)).hasMessageContaining("is no limit; write for example 30/min");
    }

    @ParameterizedTest
    @CsvSource({
        "1M tokens/day, 1000000 tokens/day",
        "1.5k/day, 1500/day",
        "250K tokens/min per model, 250000 tokens/min per model",
        "14_400/day, 14400/day"
    })
    void aVendorsNumbersAreWrittenAsAClientsAre(String text, String written) {
        assertThat(Limit.parse(text)).hasToString("[" + written + "]").isEqualTo(Limit.parseClients(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,000/day | write 1000 or 1_000",
                "$1,000/month | write $1000 or $1_000",
                "5/min, 1,500 tokens/min | write 1500 or 1_500",
                "total 1,000,000 tokens | write 1000000 or 1_000_000"
            })
    void aCommaWithinANumberIsNamed(String text, String advice) {
        assertThatThrownBy(() -> Limit.parseClients(text)).hasMessageContaining(advice);
    }
}
