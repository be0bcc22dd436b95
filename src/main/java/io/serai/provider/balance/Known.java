package io.serai.provider.balance;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The known facts of an account.
 *
 * @param lasts how long it will last as it is spent now, twelve hours at most; null if nobody knows
 * @param askedAgain when its vendor may be asked next
 */
public record Known(Balance balance, @Nullable Duration lasts, Instant askedAgain) {}
