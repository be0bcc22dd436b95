package io.serai.dialect.anthropic;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The abilities of a generation of models, by the model's name. The first row that fits decides; models of other vendors that
 * speak this dialect are taken for old ones that can all.
 *
 * @param sampling which of temperature, top_p and top_k it takes
 * @param adaptive whether it decides itself how long to think, by its effort, or wants a number of tokens
 * @param off the word that turns thinking off; empty where leaving it out does, {@code "effort"} where only little effort can
 * @param effort the highest effort that it knows
 * @param forced whether it can be made to call a tool
 * @param schemas whether it can be held to a JSON schema
 * @param systemTurns whether the system may speak within a conversation
 * @param knowsEffort whether it can be told an effort
 * @see <a href="https://platform.claude.com/docs/en/models/sonnet-5-5/migration-guide">Migrating to Sonnet 5.5, with all before it</a>
 * @see <a href="https://platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5">What's new in Opus 5.5</a>
 * @see <a href="https://platform.claude.com/docs/en/models/haiku-5-5/migration-guide">Migrating to Haiku 5.5</a>
 */
record Generation(
        Sampling sampling,
        boolean adaptive,
        String off,
        String effort,
        boolean forced,
        boolean schemas,
        boolean systemTurns,
        boolean knowsEffort) {
    private static final String LITTLE_EFFORT = "effort";

    /** Which sampling parameters are taken. */
    enum Sampling {
        ALL,
        /** Temperature or top_p, not both. */
        ONE,
        NONE
    }

    private record Row(Pattern name, Generation generation) {}

    private static final Generation UNKNOWN = new Generation(Sampling.ALL, false, "", "high", true, true, true, true);

    /** No further digit of the version follows, though a date may. */
    private static final String END = "(?!\\d|-\\d(\\D|$))";

    private static final List<Row> TABLE = List.of(
            row("haiku-5", Sampling.NONE, true, "disabled", "xhigh", true, true),
            row("sonnet-5-[5-9]", Sampling.NONE, true, "between_tools", "xhigh", false, true),
            row("(opus|sonnet)-5" + END, Sampling.NONE, true, "disabled", "xhigh", true, true),
            row("(fable|mythos)-5" + END, Sampling.NONE, true, LITTLE_EFFORT, "xhigh", true, true),
            row("[a-z]+-([5-9]|[1-9]\\d)(?!\\d)", Sampling.NONE, true, LITTLE_EFFORT, "xhigh", false, true),
            row("mythos", Sampling.NONE, true, LITTLE_EFFORT, "xhigh", true, true),
            row("[a-z]+-4-[89]" + END, Sampling.NONE, true, "", "xhigh", true, true),
            row("[a-z]+-4-7" + END, Sampling.NONE, true, "", "xhigh", true, true),
            row("[a-z]+-4-6" + END, Sampling.ONE, true, "", "high", true, true),
            row("opus-4-5" + END, Sampling.ONE, false, "", "high", true, true),
            row("[a-z]+-4-[15]" + END, Sampling.ONE, false, "", "high", true, true),
            row("", Sampling.ALL, false, "", "high", true, false));

    private static Row row(
            String name,
            Sampling sampling,
            boolean adaptive,
            String off,
            String effort,
            boolean forced,
            boolean schemas) {
        // Since Opus 4.8; Opus 4.5 was the first to be told an effort.
        boolean late = sampling == Sampling.NONE && !name.startsWith("[a-z]+-4-7");
        boolean told = adaptive || name.startsWith("opus-4-5");
        return new Row(
                Pattern.compile("claude-" + name),
                new Generation(sampling, adaptive, off, effort, forced, schemas, late, told));
    }

    /** Whether it is a model of Anthropic's own, wherever it runs. */
    static boolean isClaude(String model) {
        return model.contains("claude-");
    }

    static Generation of(String model) {
        if (!isClaude(model)) {
            return UNKNOWN;
        }
        for (Row row : TABLE) {
            if (row.name().matcher(model).find()) {
                return row.generation();
            }
        }
        return UNKNOWN;
    }

    /** Whether it goes on with the beginning of an answer: "This model does not support assistant message prefill." */
    boolean goesOn() {
        return !adaptive;
    }

    /** Whether it thinks whatever it is told. */
    boolean alwaysThinks() {
        return off.equals(LITTLE_EFFORT);
    }
}
