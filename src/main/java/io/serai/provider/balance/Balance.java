package io.serai.provider.balance;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The balance of an account.
 *
 * @param amount how much; null if there is no bound
 * @param currency such as {@code CNY}
 * @param usable whether the vendor says that it still takes calls
 */
public record Balance(@Nullable BigDecimal amount, String currency, boolean usable) {

    /** Whether more is left than there must be. */
    public boolean isMoreThan(BigDecimal minimum) {
        return usable && (amount == null || amount.compareTo(minimum) > 0);
    }

    @Override
    public String toString() {
        return amount == null ? "without bound" : amount.toPlainString() + ' ' + currency;
    }
}
