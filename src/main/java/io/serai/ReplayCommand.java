package io.serai;

import io.serai.broker.Broker;
import io.serai.broker.SetAside;
import io.serai.settings.Settings;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code serai replay [id=... code=... most=...]}: sends messages that were set aside back to their queues. It asks the Serai that runs at the
 * address of the settings; where none runs, it asks the broker of {@code serai.broker.url}.
 */
final class ReplayCommand {
    private static final int FINE = 0;
    private static final int REFUSED = 1;
    private static final int CANNOT = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path directory;
    private final Settings settings;
    private final PrintStream out;

    ReplayCommand(Path directory, Settings settings, PrintStream out) {
        this.directory = directory;
        this.settings = settings;
        this.out = out;
    }

    /** @return the exit code: 0, 1 if it is refused, 2 if the words mean nothing */
    int run(List<String> words) throws InterruptedException {
        Map<String, String> parameters;
        SetAside.Choice choice;
        try {
            parameters = Words.named(words);
            choice = QueueAdmin.choice(parameters, Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return CANNOT;
        }
        try {
            HttpResponse<String> answer =
                    new AdminClient(settings).send("POST", "/admin/queue/replay", parameters, PATIENCE);
            out.println(answer.body());
            return answer.statusCode() / 100 == 2 ? FINE : REFUSED;
        } catch (ConnectException e) {
            return here(choice);
        } catch (IOException e) {
            out.println("The running Serai does not answer: " + e.getMessage());
            return REFUSED;
        }
    }

    /** The embedded broker runs in Serai alone. */
    private int here(SetAside.Choice choice) {
        if (settings.text("serai.broker.url").isEmpty()) {
            out.println("No Serai runs at the address of the settings. Start it: its broker has the messages.");
            return REFUSED;
        }
        try (Broker broker = BrokerSetup.broker(directory, settings)) {
            broker.open(Duration.ZERO);
            out.println("{\"replayed\":" + new SetAside(broker.connections()).replay(choice) + '}');
            return FINE;
        } catch (JMSException | JMSRuntimeException e) {
            out.println("The broker does not answer: " + e.getMessage());
            return REFUSED;
        } catch (Exception e) {
            out.println("The broker cannot be left: " + e.getMessage());
            return REFUSED;
        }
    }
}
