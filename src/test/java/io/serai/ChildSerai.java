package io.serai;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Serai in a process of its own, which can be killed. */
public final class ChildSerai implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Serai answers on (http://[\\w.]+:\\d+)");

    private static final Duration START = Duration.ofSeconds(90);

    /** Half of a start is compiling, for a speed that a short life has no use for; a benchmark gives {@code -XX:TieredStopAtLevel=4}. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final Path log;

    private ChildSerai(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one, and waits until it answers.
     *
     * @param directory holds its files
     * @param options of the JVM
     */
    public static ChildSerai start(Path directory, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Arrays.stream(options).noneMatch(option -> option.startsWith("@"))) {
            // A file of options has a collector and a compiler of its own.
            command.addAll(SHORT_LIVED);
        }
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), "io.serai.Serai"));
        try {
            Path log = Files.createTempFile(directory, "child", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ChildSerai child = new ChildSerai(process, log);
            try {
                Eventually.await(
                        "start", START, () -> !process.isAlive() || child.log().contains("Serai answers on"));
            } catch (AssertionError e) {
                child.kill();
                throw new AssertionError("It did not start:\n" + child.log(), e);
            }
            if (!process.isAlive()) {
                throw new AssertionError("It did not start:\n" + child.log());
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This process's, for one that runs elsewhere. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What it has printed. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers. */
    public URI address() {
        Matcher address = ADDRESS.matcher(log());
        if (!address.find()) {
            throw new IllegalStateException("It does not say where it answers");
        }
        return URI.create(address.group(1));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends it a signal, such as TERM. */
    public void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " failed with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has ended by itself, and returns its exit code. */
    public int awaitEnd(Duration atMost) {
        Eventually.await("end", atMost, () -> !process.isAlive());
        return process.exitValue();
    }

    /** Ends it at once, as kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        Eventually.await("end", Duration.ofSeconds(10), () -> !process.isAlive());
    }

    @Override
    public void close() {
        kill();
    }
}
