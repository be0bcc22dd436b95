package io.serai.reload;

import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of a gateway under edit: the shipped routes, with two vendors in the pools, and a route of the user's own. */
final class Gateway {
    static final String POOLS = "routes/pools.camel.yaml";
    static final String PROVIDERS = "routes/providers.camel.yaml";
    static final String PROBE = "routes/probe.camel.yaml";
    static final String CHAT = "routes/chat.camel.yaml";
    static final String FILES = "routes/files.camel.yaml";
    static final String SETTINGS = "application.properties";

    private final Path directory;
    private int saves;

    Gateway(Path directory) {
        this.directory = directory;
    }

    static RunningSerai.Setup setup(Path directory, FakeVendor one, FakeVendor two) {
        return RunningSerai.in(directory)
                .provider("one", one)
                .provider("two", two)
                .file(PROBE, """
                        - route:
                            id: probe
                            from:
                              uri: platform-http:/probe
                              steps:
                                - setBody:
                                    constant: ok
                        """)
                .provider("limited", one, "limits", "1000000/day")
                .pool("light", "one/small", "two/small");
    }

    Path directory() {
        return directory;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves a file, as editors do: in place, or by a new one that takes its name. */
    void save(String name, String text) {
        try {
            if (saves++ % 2 == 0) {
                Files.writeString(path(name), text);
            } else {
                Path temporary = path(name).resolveSibling("." + path(name).getFileName() + ".swp");
                Files.writeString(temporary, text);
                Files.move(temporary, path(name), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a text, which must be there. */
    void replace(String name, String old, String replacement) {
        String text = read(name);
        if (!text.contains(old)) {
            throw new AssertionError(name + " has no " + old);
        }
        save(name, text.replace(old, replacement));
    }

    void rename(String from, String to) {
        try {
            Files.move(path(from), path(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        try {
            Files.delete(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
