package io.serai;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm packages of {@code src/test/js}, installed below {@code target/js} by the machine's Node.js. */
public final class NodeModules {
    /** Where the scripts and {@code node_modules} are. */
    public static final Path FOLDER = Path.of("target/js");

    private static final Path SCRIPTS = Path.of("src/test/js");

    private NodeModules() {}

    /** Installs them unless they are there; empty, or why they cannot be had. */
    public static String missing() throws IOException, InterruptedException {
        if (!output(Path.of("."), "node", "--version").matches("(?s)v(2\\d|[3-9]\\d).*")) {
            return "no Node.js 20 or later";
        }
        Files.createDirectories(FOLDER);
        try (FileChannel lock =
                FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Another JVM of the same build may install them.
            var unused = lock.lock();
            return installed();
        }
    }

    private static String installed() throws IOException, InterruptedException {
        boolean changed = false;
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = FOLDER.resolve(file.getFileName());
                changed |=
                        file.endsWith("package-lock.json") && (!Files.exists(copy) || Files.mismatch(file, copy) >= 0);
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path installed = FOLDER.resolve("node_modules/.package-lock.json");
        if (changed || !Files.exists(installed)) {
            String log = output(FOLDER, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            return Files.exists(installed) ? "" : "the packages cannot be had: " + log;
        }
        return "";
    }

    /** What a program prints; what it could not be started for, if it could not. */
    private static String output(Path in, String... command) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(in.toFile()).redirectErrorStream(true);
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return text;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
