package io.serai;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The operating system's signals: TERM and INT stop Serai after running calls have ended, a second one stops it at once, and HUP loads the
 * files.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private final Runnable stop;
    private final Runnable reload;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Signals(Runnable stop, Runnable reload) {
        this.stop = stop;
        this.reload = reload;
    }

    /** Listens to them from now on. */
    static void listen(Runnable stop, Runnable reload) {
        Signals signals = new Signals(stop, reload);
        on("TERM", signals::end);
        on("INT", signals::end);
        on("HUP", signal -> Thread.ofVirtual().name("reload").start(signals.reload));
    }

    private static void on(String name, sun.misc.SignalHandler handler) {
        try {
            Signal.handle(new Signal(name), handler);
        } catch (IllegalArgumentException e) {
            // Windows has no HUP, and -Xrs keeps all of them for others.
            LOG.debug("SIG{} has its usual meaning: {}", name, e.getMessage());
        }
    }

    private void end(Signal signal) {
        int exitCode = 128 + signal.getNumber();
        if (stopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("stop").start(() -> {
                try {
                    stop.run();
                } finally {
                    System.exit(exitCode);
                }
            });
        } else {
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
