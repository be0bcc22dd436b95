package io.serai.batch;

/** The names of a job's further facts. */
public final class Facts {
    /** The id of the file with its lines. */
    public static final String FILE = "file";

    /** {@code jsonl} or {@code csv}. */
    public static final String FORMAT = "format";

    /** Where its lines ask. */
    public static final String ENDPOINT = "endpoint";

    /** In what time its client wants it done, as it said so. */
    public static final String WINDOW = "window";

    /** A digest of the request that made it. */
    static final String ASKED = "asked";

    /** The model that all its lines name; absent if they name none, or several. */
    static final String MODEL = "model";

    /** What its client keeps with it. */
    public static final String METADATA = "metadata";

    /** The id of the file with its answers. */
    public static final String OUTPUT = "output";

    /** After how many seconds the files with its answers and errors go; absent for none of their own. */
    static final String OUTPUT_LASTS = "output_lasts";

    /** The id of the file with its errors. */
    public static final String ERRORS = "errors";

    /** What is wrong with its file: a list of objects with {@code code}, {@code message}, {@code line}, {@code param}. */
    public static final String PROBLEMS = "problems";

    /** Why it does not go on, for operators. */
    public static final String REASON = "reason";

    /** The folder for its answers. */
    static final String OUTBOX = "outbox";

    /** The folder for what has failed. */
    static final String PARKED = "parked";

    /** The file in the folder for answers that is its own. */
    static final String ANSWERS = "answers";

    /** The data folder whose node writes its answers, if nodes share the job. */
    static final String HOME = "home";

    static final String DEFAULTS = "defaults";

    /** Up to where its journal holds results that count no more. */
    static final String FLOOR = "floor";

    private Facts() {}
}
