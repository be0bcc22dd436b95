package io.serai.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param heap bytes of live objects, after a collection
 * @param resident megabytes of memory that the system counts
 * @param temporary entries in its temporary folder
 * @param data bytes in {@code data/}, without the broker's journal, which has files of a fixed size
 */
public record Footprint(long heap, long resident, long threads, long descriptors, long temporary, long data) {
    public static Footprint of(long pid, Path directory) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            long heap = live(pid);
            return new Footprint(
                    heap,
                    status(proc, "VmRSS:") / 1024,
                    status(proc, "Threads:"),
                    count(proc.resolve("fd")),
                    count(directory.resolve("tmp")),
                    size(directory.resolve("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counting live objects collects what is not. What the collector fills gaps with, instead of moving objects, is nobody's. */
    private static long live(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").start();
        String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = histogram.strip().lines().toList();
        return bytes(lines.getLast())
                - lines.stream()
                        .filter(line -> line.contains("jdk.internal.vm.Filler"))
                        .mapToLong(Footprint::bytes)
                        .sum();
    }

    private static long bytes(String line) {
        return Long.parseLong(line.strip().split("\\s+")[2]);
    }

    private static long status(Path proc, String name) throws IOException {
        for (String line : Files.readAllLines(proc.resolve("status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split(" ")[0]);
            }
        }
        throw new IllegalStateException("No " + name + " in " + proc);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("broker")))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
