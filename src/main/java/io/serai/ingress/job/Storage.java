package io.serai.ingress.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks if answers can be stored, before a vendor is asked for them. While a disk is full or a folder cannot be written,
 * files stay where they are, and the log says so once. As a step before another try it says the same of an answer that is there already.
 */
public final class Storage implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final long LEAST_BYTES = 1 << 20;
    private static final int PROBE_BYTES = 4096;
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<Path, State> states = new ConcurrentHashMap<>();

    public Storage(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the answer to a file can be stored, as far as can be told. */
    boolean takes(Exchange exchange) {
        for (FileEndpoint outlet : Outlets.of(exchange)) {
            if (!states.computeIfAbsent(Outlets.folder(outlet), State::new).look(clock.instant())) {
                return false;
            }
        }
        return true;
    }

    /** What to do when a file could not be written and will be tried again: no half of it is left. */
    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
        if (uri != null && exchange.getContext().hasEndpoint(uri) instanceof FileEndpoint outlet) {
            Path folder = folder(outlet, exchange);
            if (outlet.getTempFileName() != null) {
                removeHalf(folder, outlet.getTempFileName().evaluate(exchange, String.class));
            }
            states.computeIfAbsent(folder, State::new).failed(clock.instant(), reason(failure));
        }
    }

    /** Where it writes, which the name of a file may say. */
    private static Path folder(FileEndpoint outlet, Exchange exchange) {
        Path folder = Outlets.folder(outlet);
        String name = outlet.getFileName() == null ? null : outlet.getFileName().evaluate(exchange, String.class);
        Path parent = name == null || name.indexOf('/') < 0
                ? folder
                : folder.resolve(name).normalize().getParent();
        return parent == null ? folder : parent;
    }

    private static void removeHalf(Path folder, @Nullable String name) {
        try {
            if (name != null && name.startsWith(".")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            LOG.debug("{} stays in {}: {}", name, folder, e.toString());
        }
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "it cannot be written" : String.valueOf(cause.getMessage());
    }

    private static final class State {
        private final Path folder;
        private boolean away;
        private Duration pause = FRESH;
        private Instant next = Instant.MIN;

        State(Path folder) {
            this.folder = folder;
        }

        synchronized boolean look(Instant now) {
            if (now.isBefore(next) && now.plus(LONGEST_PAUSE).isAfter(next)) {
                return !away;
            }
            String fault = fault();
            if (fault != null) {
                failed(now, fault);
                return false;
            }
            if (away) {
                LOG.info("Answers can be stored in {} again", folder);
            }
            away = false;
            pause = FRESH;
            next = now.plus(FRESH);
            return true;
        }

        synchronized void failed(Instant now, String why) {
            if (!away) {
                LOG.warn(
                        "No answer can be stored in {}: {}. Files wait where they are, and answers in memory",
                        folder,
                        why);
                pause = FRESH;
            } else {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            away = true;
            next = now.plus(pause);
        }

        private @Nullable String fault() {
            try {
                Files.createDirectories(folder);
                long usable = folder.toFile().getUsableSpace();
                if (usable < LEAST_BYTES) {
                    return "only " + usable + " bytes are free";
                }
                probe();
                return null;
            } catch (IOException e) {
                return "it cannot be written (" + e + ")";
            }
        }

        /** A quota, or the number of files, may be used up where there is space. */
        private void probe() throws IOException {
            Path file = folder.resolve(".serai-" + ProcessHandle.current().pid() + ".probe");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                channel.write(ByteBuffer.allocate(PROBE_BYTES));
            }
        }
    }
}
