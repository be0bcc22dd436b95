package io.serai.provider.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.RecordedRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final Catalog SHIPPED = Catalog.shipped();

    @Test
    void isAskedBelowTheProvidersUrlWithTheKey() {
        assertThat(Account.of("mine", vendor("deepseek"), "https://proxy.test/x", "sk-1", null))
                .hasValueSatisfying(account -> {
                    assertThat(account.uri()).isEqualTo(URI.create("https://proxy.test/x/user/balance"));
                    assertThat(account.headers()).isEqualTo(Map.of("Authorization", "Bearer sk-1"));
                    assertThat(account.minimum()).isEqualByComparingTo("0.05");
                });
    }

    @Test
    void minimumOfTheProviderCountsMore() {
        assertThat(Account.of("mine", vendor("deepseek"), "https://proxy.test", "sk-1", BigDecimal.TEN))
                .map(Account::minimum)
                .hasValue(BigDecimal.TEN);
    }

    @Test
    void keyOfAnotherServerIsNotShownToTheVendor() {
        Vendor novita = vendor("novita");
        assertThat(Account.of("mine", novita, "https://proxy.test", "sk-1", null))
                .isEmpty();
        assertThat(Account.of("mine", novita, String.valueOf(novita.url()), "sk-1", null))
                .map(Account::uri)
                .hasValue(URI.create("https://api.novita.ai/openapi/v1/billing/balance/detail"));
    }

    @Test
    void vendorThatCannotBeAskedHasNone() {
        assertThat(Account.of("mine", vendor("groq"), "https://api.groq.com/openai/v1", "gsk-1", null))
                .isEmpty();
        assertThat(Account.of("mine", vendor("deepseek"), "https://api.deepseek.com", "", null))
                .isEmpty();
    }

    @Test
    void questionGoesByHttp() throws Exception {
        try (Cashier cashier = new Cashier(200, "{\"balance\": 3}");
                HttpQuestion question = new HttpQuestion()) {
            Account account = Account.of("mine", vendor("stepfun"), cashier.url(), "sk-1", null)
                    .orElseThrow();
            assertThat(question.ask(account)).isEqualTo("{\"balance\": 3}".getBytes(StandardCharsets.UTF_8));
            RecordedRequest request = cashier.requests().getFirst();
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/v1/accounts");
            assertThat(request.header("authorization")).isEqualTo("Bearer sk-1");
        }
    }

    @Test
    void errorIsToldByItsStatusOnly() throws IOException {
        try (Cashier cashier = new Cashier(401, "{\"error\": \"no such key: sk-1\"}");
                HttpQuestion question = new HttpQuestion()) {
            Account account = Account.of("mine", vendor("stepfun"), cashier.url(), "sk-1", null)
                    .orElseThrow();
            assertThatThrownBy(() -> question.ask(account))
                    .isInstanceOf(IOException.class)
                    .hasMessage("HTTP 401");
        }
    }

    private static Vendor vendor(String name) {
        return SHIPPED.vendor(name).orElseThrow();
    }

    /** Tells what is left. */
    private static final class Cashier extends FakeVendor {
        private final int status;
        private final String json;

        Cashier(int status, String json) {
            this.status = status;
            this.json = json;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return Answer.json(status, json);
        }
    }
}
