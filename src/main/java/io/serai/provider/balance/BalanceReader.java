package io.serai.provider.balance;

import io.serai.catalog.BalanceQuery;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the balance from a vendor's JSON, by the paths that the catalogue has for it. */
final class BalanceReader {
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final BigDecimal MOST = new BigDecimal("1e15");
    private static final BigDecimal LEAST = new BigDecimal("1e-12");

    /** Characters of an amount. */
    private static final int LONGEST = 64;

    private static final Object MISSING = new Object();

    private BalanceReader() {}

    /** @throws IOException if the answer is not what the catalogue says */
    static Balance read(BalanceQuery query, byte[] json) throws IOException {
        Object root = parse(json);
        int elements = elements(root, query.field());
        Balance most = null;
        for (int i = 0; i < elements; i++) {
            Balance balance = at(root, query, i);
            if (most == null || more(balance, most)) {
                most = balance;
            }
        }
        if (most == null) {
            throw new IOException("the answer has no field " + query.field());
        }
        return most;
    }

    private static @Nullable Object parse(byte[] json) throws IOException {
        try {
            return Json.parse(json);
        } catch (MalformedException e) {
            throw new IOException("the answer is no JSON");
        }
    }

    private static boolean more(Balance one, Balance other) {
        return other.amount() != null && (one.amount() == null || one.amount().compareTo(other.amount()) > 0);
    }

    /** How many elements the list has for which a path has a star; one if it has none. */
    private static int elements(@Nullable Object root, String path) {
        int star = path.indexOf(".*");
        if (star < 0) {
            return 1;
        }
        return walk(root, path.substring(0, star)) instanceof List<?> list ? list.size() : 0;
    }

    private static Balance at(@Nullable Object root, BalanceQuery query, int element) throws IOException {
        Object amount = walk(root, query.field().replace("*", Integer.toString(element)));
        if (amount == MISSING) {
            throw new IOException("the answer has no field " + query.field());
        }
        return new Balance(
                amount == null ? null : number(amount, query),
                currency(root, query.currency().replace("*", Integer.toString(element))),
                query.usable() == null || !Boolean.FALSE.equals(walk(root, query.usable())));
    }

    /** An amount that somebody can have: what is larger or less is taken for the most, or the least, that is plausible. */
    private static BigDecimal number(Object amount, BalanceQuery query) throws IOException {
        String text = amount.toString().strip();
        try {
            if (text.length() <= LONGEST) {
                BigDecimal number = new BigDecimal(text).max(MOST.negate()).min(MOST);
                return number.abs().compareTo(LEAST) < 0
                        ? BigDecimal.ZERO
                        : number.divide(query.units(), MathContext.DECIMAL64);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("the field " + query.field() + " is no number");
    }

    private static String currency(@Nullable Object root, String path) {
        if (CODE.matcher(path).matches()) {
            return path;
        }
        return walk(root, path) instanceof String code ? code : "";
    }

    private static @Nullable Object walk(@Nullable Object root, String path) {
        Object here = root;
        for (String step : path.split("\\.")) {
            if (here instanceof Map<?, ?> map && map.containsKey(step)) {
                here = map.get(step);
            } else if (here instanceof List<?> list
                    && NUMBER.matcher(step).matches()
                    && Integer.parseInt(step) < list.size()) {
                here = list.get(Integer.parseInt(step));
            } else {
                return MISSING;
            }
        }
        return here;
    }
}
