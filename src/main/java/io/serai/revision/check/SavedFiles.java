package io.serai.revision.check;

import io.serai.prompts.PromptFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of a directory as they were at one moment: {@code application.properties}, {@code catalog.yaml}, {@code clients.yaml} and the route files. What is checked, loaded and
 * brought back later are the same bytes, whatever is saved meanwhile, and wherever links lead.
 *
 * @param contents by name relative to the directory, such as {@code routes/pools.camel.yaml}, in the order in which they are loaded
 * @param unreadable the names of those that are there and cannot be read
 * @param astray the names of route files that end in {@code .yml}, which Camel does not load
 * @param odd what has a name of a file that is loaded and is none, and what it is instead
 */
public record SavedFiles(
        Map<String, ByteBuffer> contents, Set<String> unreadable, Set<String> astray, Map<String, String> odd) {
    /** The name of the user's own catalogue. */
    public static final String CATALOG = "catalog.yaml";

    /** The name of the file of client keys. */
    public static final String CLIENTS = "clients.yaml";

    /** The name of the settings. */
    public static final String PROPERTIES = "application.properties";

    /** Bytes of one file. */
    private static final int LARGEST = 16 << 20;

    /** Templates come before what is made of them. */
    private static final List<String> FOLDERS = List.of("routes/parts", "routes/http", "routes");

    /** Reads them. Hidden files and folders are none of them, as those in which Kubernetes keeps what it mounts. */
    public static SavedFiles read(Path directory) {
        SavedFiles files = new SavedFiles(new LinkedHashMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
        files.add(directory.resolve(PROPERTIES), PROPERTIES);
        files.add(directory.resolve(CATALOG), CATALOG);
        files.add(directory.resolve(CLIENTS), CLIENTS);
        for (String folder : FOLDERS) {
            for (Path file : list(directory.resolve(folder), SavedFiles::isYaml)) {
                String name = folder + '/' + file.getFileName();
                if (name.endsWith(".yaml")) {
                    files.add(file, name);
                } else {
                    files.astray.add(name);
                }
            }
        }
        for (Path file : list(directory.resolve(PromptFiles.FOLDER), SavedFiles::isPrompt)) {
            String name = PromptFiles.FOLDER + '/' + file.getFileName();
            if (PromptFiles.isName(name)) {
                files.add(file, name);
            } else {
                files.odd.put(
                        name, "has no name that can be asked for; it may hold letters, digits, '.', '_', '@' and '-'");
            }
        }
        return files;
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(wanted).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            // It goes while it is looked at, as a mount does that is being changed.
            return List.of();
        }
    }

    private static boolean isYaml(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.startsWith(".");
    }

    private static boolean isPrompt(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".md") || name.endsWith(".txt")) && !name.startsWith(".");
    }

    private void add(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            if (Files.isDirectory(file)) {
                odd.put(name, "is a folder; put the files themselves into the folder");
            } else if (Files.isSymbolicLink(file)) {
                odd.put(name, "is a link to nothing; what stood in the file is not loaded");
            } else if (Files.exists(file)) {
                odd.put(name, "is no regular file and is not loaded");
            }
            return;
        }
        try {
            if (Files.size(file) > LARGEST) {
                odd.put(name, "is larger than " + (LARGEST >> 20) + " MiB and is not loaded");
            } else {
                contents.put(name, ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        } catch (NoSuchFileException e) {
            // Gone again since it was listed.
        } catch (IOException e) {
            unreadable.add(name);
        }
    }

    /** The same with other content of one of the files. */
    public SavedFiles with(String name, byte[] content) {
        Map<String, ByteBuffer> others = new LinkedHashMap<>(contents);
        others.put(name, ByteBuffer.wrap(content));
        return new SavedFiles(others, unreadable, astray, odd);
    }

    /** The content of application.properties; empty if there is none. */
    public byte[] properties() {
        ByteBuffer content = contents.get(PROPERTIES);
        return content == null ? new byte[0] : content.array();
    }

    /** The content of catalog.yaml; empty if there is none, or if it says nothing. */
    public Optional<byte[]> catalog() {
        return Optional.ofNullable(contents.get(CATALOG)).map(ByteBuffer::array).filter(SavedFiles::saysAnything);
    }

    /** The content of clients.yaml; empty if there is none. */
    public Optional<byte[]> clients() {
        return Optional.ofNullable(contents.get(CLIENTS)).map(ByteBuffer::array);
    }

    /** The contents of the files in {@code prompts/}, by name. */
    public Map<String, ByteBuffer> prompts() {
        Map<String, ByteBuffer> prompts = new TreeMap<>();
        contents.forEach((name, content) -> {
            if (PromptFiles.isName(name)) {
                prompts.put(name, content);
            }
        });
        return prompts;
    }

    /** Why a file that somebody has put there says nothing: it cannot be read, or is none; empty if it can, or is not there. */
    public Optional<String> fault(String name) {
        return unreadable.contains(name) ? Optional.of("cannot be read") : Optional.ofNullable(odd.get(name));
    }

    /** Whether a file is one of routes. */
    static boolean isRoutes(String name) {
        return name.startsWith("routes/");
    }

    /** The names of the route files in which there is nothing at all, not even a comment. */
    public Set<String> empty() {
        Set<String> empty = new TreeSet<>();
        contents.forEach((name, content) -> {
            if (isRoutes(name) && new String(content.array(), StandardCharsets.UTF_8).isBlank()) {
                empty.add(name);
            }
        });
        return empty;
    }

    /** The contents of the route files by name, without those that say nothing, as where all is commented out. */
    public Map<String, byte[]> routes() {
        Map<String, byte[]> routes = new LinkedHashMap<>();
        contents.forEach((name, content) -> {
            if (isRoutes(name) && saysAnything(content.array())) {
                routes.put(name, content.array());
            }
        });
        return routes;
    }

    private static boolean saysAnything(byte[] content) {
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace("\uFEFF", "").strip())
                .anyMatch(line -> !line.isEmpty() && !line.startsWith("#") && !line.equals("---"));
    }
}
