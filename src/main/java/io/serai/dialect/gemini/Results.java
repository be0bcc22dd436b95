package io.serai.dialect.gemini;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a conversation with a result. Vendors refuse a second one, and Gemini CLI sends each twice if it resumes.
 *
 * @see <a href="https://github.com/google-gemini/gemini-cli/issues/29365">gemini-cli 29365</a>
 */
final class Results {
    private final Map<String, Object> known = new HashMap<>();

    /** Says that a call was made, also one whose id an earlier one had. */
    void called(String id) {
        known.remove(id);
    }

    /** Whether that call has this very result already; from now on it has. */
    boolean repeats(String id, @Nullable Object response) {
        return !id.isEmpty() && response != null && response.equals(known.put(id, response));
    }
}
