package io.serai.demo.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form in which a vendor reports what is left of its limits. */
public enum LimitForm {
    OPENAI,
    GROQ,
    ANTHROPIC,
    GITHUB,
    OPENROUTER,
    CEREBRAS,
    GEMINI,
    ZHIPU,
    NONE;

    /** All of them by what a file calls them. */
    static final Map<String, LimitForm> WORDS =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(LimitForm::word, Function.identity()));

    /** What a file calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** That of the dialect's inventor. */
    static LimitForm usual(String dialect) {
        return dialect.equals("ollama") ? NONE : WORDS.getOrDefault(dialect, OPENAI);
    }
}
