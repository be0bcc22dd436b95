package io.serai;

import io.serai.dialect.Json;
import io.serai.ledger.UsageQuery;
import io.serai.ledger.UsageReport;
import io.serai.settings.Settings;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai usage by=day,key ...}: asks the Serai that runs in a directory, or reads the database itself if none does. */
final class UsageCommand {
    static final int FINE = 0;
    static final int CANNOT = 2;

    static final String USAGE = """
        usage [by=WORDS] [from=DAY] [to=DAY] [zone=Europe/Berlin] [limit=NUMBER] [cursor=CURSOR] [format=csv] [FILTER=VALUE]
        Reports usage and cost, such as: usage by=day,key from=2026-11-01 key=k3x9
        by takes words of key, user, team, task, provider, model, target, day, hour; each but the last two is a filter, too.\
        """;

    private static final Logger LOG = LoggerFactory.getLogger(UsageCommand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Settings settings;

    UsageCommand(Path directory, Settings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /** Prints the answer, and gives the exit code. */
    int run(List<String> words, PrintStream out) throws InterruptedException {
        try {
            Map<String, String> parameters = Words.named(words);
            UsageQuery query =
                    UsageQuery.of(parameters, "", InstantSource.system().instant());
            out.println(answer(parameters, query).stripTrailing());
            return FINE;
        } catch (IllegalArgumentException | StoreException | IOException e) {
            LOG.error("{}", e.getMessage());
            return CANNOT;
        }
    }

    private String answer(Map<String, String> parameters, UsageQuery query) throws IOException, InterruptedException {
        try {
            return new AdminClient(settings).answer("GET", "/admin/usage", parameters, PATIENCE);
        } catch (ConnectException e) {
            LOG.debug("None runs: {}", e.toString());
        }
        Store store = new Store(Usages.storeSettings(settings, directory.resolve(settings.text("serai.data"))));
        UsageReport report = store.read(connection -> UsageReport.read(connection, query));
        return query.csv() ? report.csv() : new String(Json.write(report.json()), StandardCharsets.UTF_8);
    }
}
