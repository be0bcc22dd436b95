package io.serai;

import io.serai.catalog.Catalog;
import io.serai.catalog.litellm.ImportCommand;
import io.serai.demo.simulator.ScenarioException;
import io.serai.demo.simulator.SimulateCommand;
import io.serai.demo.simulator.Simulator;
import io.serai.ops.Version;
import io.serai.revision.Libraries;
import io.serai.revision.check.CheckCommand;
import io.serai.revision.check.RouteCheck;
import io.serai.revision.check.SavedFiles;
import io.serai.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands of Serai: the first word names the command, the others are for it. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Serai.class);
    private static final Path HERE = Path.of("");
    private static final String USAGE = """
        Without words Serai starts, in the directory of application.properties and routes/. Else:
          check [DIR]    checks the routes and settings of a directory
          import FILE    takes LiteLLM's table of prices over into catalog.yaml
          simulate FILE  plays the vendors of a scenario
          key ...        makes, lists and changes client keys: 'key' alone says how
          replay WORDS   sends messages that were set aside back, such as: replay code=upstream_error
          run FILE -o OUT  answers the lines of a file (*.jsonl, *.csv); the same command goes on after an end
          usage WORDS    reports usage and cost, such as: usage by=day,key from=2026-11-01
          export ...     makes a dataset of the prompt log: --format openai|sharegpt|raw --from DAY --to DAY --key ID
          prompts ...    erase --key ID takes away what a client key has asked
          --version      prints Serai's version
        COMMAND --help says more of one.\
        """;

    private static final Map<String, Command> COMMANDS = Map.ofEntries(
            Map.entry("--version", (words, out) -> print(out, "Serai " + Version.number())),
            Map.entry("--help", (words, out) -> print(out, USAGE)),
            Map.entry("-h", (words, out) -> print(out, USAGE)),
            Map.entry("help", (words, out) -> print(out, USAGE)),
            Map.entry("check", Commands::check),
            Map.entry("import", Commands::prices),
            Map.entry("simulate", Commands::simulate),
            Map.entry(
                    "key",
                    settled(
                            "The settings are wrong",
                            (settings, words, out) -> new KeyCommand(HERE, settings, out).run(words))),
            Map.entry(
                    "replay",
                    settled(
                            "The settings are wrong",
                            (settings, words, out) -> new ReplayCommand(HERE, settings, out).run(words))),
            Map.entry(
                    "export",
                    settled(
                            "The settings are wrong",
                            (settings, words, out) -> new PromptsCommand(HERE, settings).export(words, out))),
            Map.entry(
                    "prompts",
                    settled(
                            "The settings are wrong",
                            (settings, words, out) -> new PromptsCommand(HERE, settings).prompts(words, out))),
            Map.entry(
                    "usage",
                    settled(
                            "Cannot report usage",
                            (settings, words, out) -> new UsageCommand(HERE, settings).run(words, out))),
            Map.entry(
                    "run",
                    settled(
                            "Cannot run",
                            (settings, words, out) ->
                                    new RunCommand(HERE, settings, out, System.console() != null).run(words))));

    private Commands() {}

    /** Runs a command with the words that follow it, and gives its exit code. */
    private interface Command {
        int run(List<String> words, PrintStream out) throws InterruptedException;
    }

    /** A command that needs the settings of the directory in which it runs. */
    private interface WithSettings {
        int run(Settings settings, List<String> words, PrintStream out) throws InterruptedException;
    }

    /** Runs the command that the first word names, and gives its exit code. */
    static int run(String[] arguments, PrintStream out) throws InterruptedException {
        List<String> words = List.of(arguments);
        Command command = COMMANDS.get(words.get(0));
        List<String> rest = words.subList(1, words.size());
        if (CommandHelp.isAsked(words.get(0), rest)) {
            return print(out, CommandHelp.of(words.get(0)));
        }
        return command == null ? unknown(words) : command.run(rest, out);
    }

    private static int unknown(List<String> words) {
        LOG.error("Serai knows no '{}'.", String.join(" ", words));
        USAGE.lines().forEach(LOG::error);
        return CheckCommand.CANNOT;
    }

    private static Command settled(String cannot, WithSettings command) {
        return (words, out) -> {
            try {
                return command.run(Serai.settings(HERE), words, out);
            } catch (StartException e) {
                LOG.error("{}: {}", cannot, e.getMessage());
                return CheckCommand.CANNOT;
            }
        };
    }

    private static int print(PrintStream out, String text) {
        out.println(text);
        return CheckCommand.FINE;
    }

    /** Starts nothing: only files are read. */
    private static int check(List<String> words, PrintStream out) {
        if (words.size() > 1) {
            return unknown(List.of("check", String.join(" ", words)));
        }
        Path directory = words.isEmpty() ? HERE : Path.of(words.get(0));
        try {
            return new CheckCommand(new RouteCheck(
                            Beans.surroundings(directory, Libraries.in(directory), Catalog.shipped(), false)))
                    .run(directory, out);
        } catch (StartException e) {
            LOG.error("Cannot check: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int prices(List<String> words, PrintStream out) {
        return words.size() == 1
                ? new ImportCommand(Path.of(SavedFiles.CATALOG), LocalDate.now(ZoneOffset.UTC))
                        .run(Path.of(words.get(0)), out)
                : needsFile("import");
    }

    private static int simulate(List<String> words, PrintStream out) throws InterruptedException {
        if (words.size() != 1) {
            return needsFile("simulate");
        }
        try (Simulator simulator = SimulateCommand.start(Path.of(words.get(0)), out)) {
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "stop"));
            new CountDownLatch(1).await();
            return CheckCommand.FINE;
        } catch (ScenarioException e) {
            LOG.error("Cannot simulate: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int needsFile(String command) {
        LOG.error("'{}' needs the name of one file:", command);
        CommandHelp.of(command).lines().forEach(LOG::error);
        return CheckCommand.CANNOT;
    }
}
