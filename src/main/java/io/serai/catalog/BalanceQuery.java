package io.serai.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A query of a vendor for the balance of an account, by a GET that costs nothing.
 *
 * @param path what follows the base URL, or a whole URL
 * @param field where in the answer's JSON the amount stands: names and numbers of elements with dots between, {@code *} for the element
 *     with most
 * @param currency a code such as {@code CNY}, or the field that holds it
 * @param usable the field that says whether calls are still taken; null if there is none
 * @param units how many of the amount are one of the currency
 * @param least what must be left so that the key is used; a provider may say otherwise
 */
public record BalanceQuery(
        String path,
        String field,
        String currency,
        @Nullable String usable,
        BigDecimal units,
        BigDecimal least) {}
