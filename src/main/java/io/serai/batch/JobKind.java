package io.serai.batch;

/** The origin of a job, which decides how its results are written. */
public enum JobKind {
    /** OpenAI's batches; output and errors are files of their own. */
    OPENAI("batch_", "b"),
    /** Anthropic's message batches; one list of results. */
    ANTHROPIC("msgbatch_", "m"),
    /** A file in a folder; its answers are written to another folder. */
    FOLDER("job_", "f");

    private final String prefix;
    private final String letter;

    JobKind(String prefix, String letter) {
        this.prefix = prefix;
        this.letter = letter;
    }

    /** What the ids of such jobs begin with. */
    String prefix() {
        return prefix;
    }

    /** How the store writes it. */
    String letter() {
        return letter;
    }

    static JobKind ofLetter(String letter) {
        for (JobKind kind : values()) {
            if (kind.letter.equals(letter)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(letter);
    }
}
