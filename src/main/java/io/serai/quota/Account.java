package io.serai.quota;

import io.serai.quota.Limit.Unit;
import io.serai.quota.Quota.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serai's knowledge of a key and a model from their calls. Not thread-safe: {@link Quota} guards it. */
final class Account {
    /** The most windows that a vendor may report; it chooses their names. */
    private static final int MOST_WORDS = 32;

    private static final int LONGEST_NAME = 100;

    private final Map<String, VendorWord> words = new TreeMap<>();
    private final Crowd crowd = new Crowd();
    private final Delays delays = new Delays();
    private long asked;
    private long held;
    private int running;

    void begin(long tokens, Instant now) {
        asked++;
        held += tokens;
        running++;
        words.values().forEach(word -> word.used(now, word.unit().of(tokens)));
    }

    /** Undoes the use of a call that was not made. */
    void takeBack(long tokens, Instant now) {
        words.values().forEach(word -> word.used(now, -word.unit().of(tokens)));
    }

    /** @param answered whether the vendor has given an answer */
    void end(boolean answered) {
        running--;
        crowd.answered(answered);
    }

    /** Notes that the vendor has refused a call, perhaps because too many ran at once. */
    void refused(Instant now) {
        crowd.refused(running, now);
    }

    /** Why the vendor would refuse this many more calls, by its reports and refusals; null if it would not. */
    Answer.@Nullable No refusal(long tokens, int calls, Pace pace, Instant now) {
        if (crowd.full(running, now)) {
            return new Answer.No("the vendor refuses more than " + crowd.most() + " calls at once", null);
        }
        Answer.No latest = null;
        for (VendorWord word : words.values()) {
            latest = Answer.No.later(latest, word.refusal(now, word.unit().of(Math.max(1, tokens)) * calls, pace));
        }
        return latest;
    }

    /**
     * Takes over what the vendor reports with the answer to a call.
     *
     * @param shape the limit that it reports; null if nobody knows how long its window is
     * @param call which call it was, by {@link #asked}
     * @param heldUpTo what was {@link #held} up to that call
     * @param own what was counted in such a window up to that call; less than 0 if nobody knows
     * @param filled makes a window with its recent uses
     */
    void hear(
            Reading reading,
            @Nullable Limit shape,
            long call,
            long heldUpTo,
            long own,
            Function<Limit, Window> filled,
            Instant now) {
        String name = reading.window().isEmpty() ? reading.unit().name().toLowerCase(Locale.ROOT) : reading.window();
        VendorWord word = words.get(name);
        if (word == null) {
            boolean says = reading.left() <= 0 || reading.reset() != null || reading.limit() > 0;
            if (!says || words.size() >= MOST_WORDS || name.length() > LONGEST_NAME) {
                return;
            }
            word = new VendorWord(reading.unit());
            words.put(name, word);
        }
        long unseen = reading.unit() == Unit.TOKENS ? held - heldUpTo : asked - call;
        word.hear(reading, shape, call, unseen, own, filled, now);
        if (word.silent(now) && reading.left() > 0) {
            words.remove(name);
        }
    }

    /** Adds what the vendor says is left. */
    void left(Instant now, List<Left> all) {
        words.forEach((name, word) -> {
            Long left = word.left(now);
            Instant until = word.until();
            if (left != null && until != null) {
                all.add(new Left(word.asLimit(), name, word.limit(), left, until));
            }
        });
    }

    /** The windows of the limits that the vendor has reported. */
    List<Window> windows() {
        List<Window> all = new ArrayList<>(words.size());
        for (VendorWord word : words.values()) {
            Window window = word.window();
            if (window != null) {
                all.add(window);
            }
        }
        return all;
    }

    Delays delays() {
        return delays;
    }

    /** How many calls there have been. */
    long asked() {
        return asked;
    }

    /** How many tokens were held for all calls that there have been. */
    long held() {
        return held;
    }

    /** How many calls are under way. */
    int running() {
        return running;
    }
}
