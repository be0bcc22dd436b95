package io.serai;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The help of each command: {@code serai COMMAND --help}, wherever among the words that stands. */
final class CommandHelp {
    private static final Set<String> ASKED = Set.of("--help", "-h");

    private static final Map<String, String> TEXTS = Map.of(
            "check", """
                    check [DIR]
                    Checks the routes and settings of a directory, by default of this one. It starts nothing.""",
            "import", """
                    import FILE
                    Takes LiteLLM's table of prices (model_prices_and_context_window.json) over into catalog.yaml.""",
            "simulate", """
                    simulate FILE
                    Plays the vendors of a scenario until it is stopped.""",
            "key", KeyCommand.USAGE,
            "replay", """
                    replay [id=ID] [code=CODE] [most=NUMBER]
                    Sends messages that were set aside back to their queues, such as: replay code=upstream_error""",
            "run", RunOptions.USAGE + """

                    Answers the lines of a file (*.jsonl, *.csv). The same command goes on after an end of any kind.""",
            "usage", UsageCommand.USAGE,
            "export", """
                    export [--format openai|sharegpt|raw] [--from DAY] [--to DAY] [--key ID] [--min-feedback NUMBER]
                    Prints a dataset of the prompt log, a line of JSON each.""",
            "prompts", """
                    prompts erase --key ID
                    Takes away what a client key has asked, from the prompt log.""");

    private CommandHelp() {}

    /** Whether the words behind a command ask how it is used. */
    static boolean isAsked(String command, List<String> words) {
        return TEXTS.containsKey(command)
                && (words.stream().anyMatch(ASKED::contains)
                        || words.equals(List.of("help"))
                        || command.equals("key") && words.isEmpty());
    }

    static String of(String command) {
        return TEXTS.getOrDefault(command, "");
    }
}
