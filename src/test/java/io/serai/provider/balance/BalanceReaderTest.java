package io.serai.provider.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.catalog.BalanceQuery;
import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are the examples in the vendors' own documents. */
class BalanceReaderTest {
    private static final Catalog SHIPPED = Catalog.shipped();

    /** @param source the page that has the example */
    record Example(String vendor, String source, String json, String amount, String currency, boolean usable) {
        @Override
        public String toString() {
            return vendor + ": " + amount;
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example(
                        "deepseek", "https://api-docs.deepseek.com/api/get-user-balance", """
                        { "is_available": true, "balance_infos": [
                          { "currency": "CNY", "total_balance": "110.00", "granted_balance": "10.00", "topped_up_balance": "100.00" } ] }
                        """, "110.00", "CNY", true),
                new Example(
                        "siliconflow",
                        "https://docs.siliconflow.cn/cn/api-reference/userinfo/get-user-info",
                        """
                        { "code": 20000, "message": "OK", "status": true, "data": {
                          "id": "userid", "name": "username", "image": "user_avatar_image_url", "email": "user_email_address",
                          "isAdmin": false, "balance": "0.88", "status": "normal", "introduction": "", "role": "",
                          "chargeBalance": "88.00", "totalBalance": "88.88" } }
                        """,
                        "88.88",
                        "CNY",
                        true),
                new Example("moonshot", "https://platform.moonshot.cn/docs/api/balance", """
                        { "code": 0, "data": { "available_balance": 49.58894, "voucher_balance": 46.58893, "cash_balance": 3.00001 },
                          "scode": "0x0", "status": true }
                        """, "49.58894", "CNY", true),
                new Example(
                        "openrouter",
                        "https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key",
                        """
                        { "data": { "label": "sk-or-v1-au7...890", "limit": 100, "limit_remaining": 74.5, "limit_reset": "monthly",
                          "usage": 25.5, "is_free_tier": false,
                          "rate_limit": { "interval": "1h", "note": "This field is deprecated and safe to ignore.", "requests": 1000 } } }
                        """,
                        "74.5",
                        "USD",
                        true),
                new Example(
                        "novita",
                        "https://novita.ai/docs/api-reference/basic-get-user-balance",
                        """
                        { "availableBalance": "1000000", "cashBalance": "800000", "creditLimit": "200000", "pendingCharges": "0",
                          "outstandingInvoices": "0" }
                        """,
                        "100",
                        "USD",
                        true),
                new Example(
                        "stepfun",
                        "https://platform.stepfun.com/docs/zh/api-reference/accounts/get",
                        """
                        { "object": "account", "type": "prepaid", "balance": 12.5, "total_cash_balance": 10.0, "total_voucher_balance": 2.5 }
                        """,
                        "12.5",
                        "CNY",
                        true),
                new Example(
                        "vercel",
                        "https://vercel.com/docs/ai-gateway/usage",
                        "{ \"balance\": \"95.50\", \"total_used\": \"4.50\" }",
                        "95.50",
                        "USD",
                        true));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void documentedAnswerIsUnderstood(Example example) throws IOException {
        Balance balance = read(query(example.vendor()), example.json());
        assertThat(balance.amount()).isEqualByComparingTo(example.amount());
        assertThat(balance.currency()).isEqualTo(example.currency());
        assertThat(balance.usable()).isEqualTo(example.usable());
    }

    @Test
    void everyVendorThatCanBeAskedHasItsExample() {
        assertThat(SHIPPED.names().stream()
                        .filter(name ->
                                SHIPPED.vendor(name).map(Vendor::balance).isPresent()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(examples().map(Example::vendor), Stream.of("siliconflow-intl"))
                                .toList());
    }

    @Test
    void ofSeveralCurrenciesTheOneWithMostCounts() throws IOException {
        Balance balance = read(query("deepseek"), """
                { "is_available": true, "balance_infos": [
                  { "currency": "CNY", "total_balance": "0.00" }, { "currency": "USD", "total_balance": "5.00" } ] }
                """);
        assertThat(balance).isEqualTo(new Balance(new BigDecimal("5.00"), "USD", true));
    }

    /** Sums and texts of such numbers would have a thousand million digits. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "\"1E+999999999\"", "1e-999999999", "\"-1e-999999999\""})
    void amountsThatNobodyCanHaveBecomePlausibleOnes(String amount) throws IOException {
        Balance balance = read(
                query("deepseek"),
                "{ \"is_available\": true, \"balance_infos\": [ { \"currency\": \"CNY\", \"total_balance\": " + amount
                        + " } ] }");

        assertThat(balance.toString()).hasSizeLessThan(40);
        assertThat(Objects.requireNonNull(balance.amount())
                        .subtract(BigDecimal.TEN)
                        .precision())
                .isLessThan(40);
    }

    @Test
    void vendorThatTakesNoCallsIsBelieved() throws IOException {
        Balance balance = read(
                query("deepseek"),
                "{ \"is_available\": false, \"balance_infos\": [ { \"currency\": \"CNY\", \"total_balance\": \"3\" } ] }");
        assertThat(balance.isMoreThan(BigDecimal.ZERO)).isFalse();
    }

    @Test
    void keyWithoutALimitHasNoBound() throws IOException {
        Balance balance = read(query("openrouter"), "{ \"data\": { \"limit\": null, \"limit_remaining\": null } }");
        assertThat(balance.amount()).isNull();
        assertThat(balance.isMoreThan(new BigDecimal("1000"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"balance_infos": []}                              | the answer has no field balance_infos.*.total_balance
            {"balance_infos": {}}                              | the answer has no field balance_infos.*.total_balance
            {"balance_infos": [{}]}                            | the answer has no field balance_infos.*.total_balance
            {"balance_infos": [{"total_balance": "a lot"}]}    | the field balance_infos.*.total_balance is no number
            []                                                 | the answer has no field balance_infos.*.total_balance
            <html>                                             | the answer is no JSON
            """)
    void answerOfAnotherFormIsNoBalance(String json, String message) {
        assertThatThrownBy(() -> read(query("deepseek"), json))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    private static BalanceQuery query(String vendor) {
        return SHIPPED.vendor(vendor).map(Vendor::balance).orElseThrow();
    }

    private static Balance read(BalanceQuery query, String json) throws IOException {
        return BalanceReader.read(query, json.getBytes(StandardCharsets.UTF_8));
    }
}
