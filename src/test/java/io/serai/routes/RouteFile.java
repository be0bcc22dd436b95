package io.serai.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A shipped route file and what stands in it. */
record RouteFile(Path path, String text) {
    private static final Path FOLDER = Path.of("routes");

    /** All of them, also those below {@code parts/}. */
    static List<RouteFile> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<RouteFile> all = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.add(new RouteFile(file, Files.readString(file)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything of one kind in all files: {@code route}, {@code templatedRoute}, {@code routeTemplate} ... */
    static List<Entry> entries(String kind) {
        return all().stream().flatMap(file -> file.entriesOf(kind)).toList();
    }

    Object tree() {
        return new Load(settings()).loadFromString(text);
    }

    private Stream<Entry> entriesOf(String kind) {
        List<Entry> entries = new ArrayList<>();
        List<?> values = (List<?>) tree();
        SequenceNode nodes = (SequenceNode) node();
        for (int i = 0; i < values.size(); i++) {
            Object value = ((Map<?, ?>) values.get(i)).get(kind);
            if (value instanceof Map<?, ?> entry) {
                entries.add(new Entry(this, entry, lines(nodes.getValue().get(i))));
            }
        }
        return entries.stream();
    }

    /** Calls back with the key and the text of every scalar, a list's elements under the key of the list. */
    void forEachScalar(BiConsumer<String, String> action) {
        visit("", node(), action);
    }

    private static void visit(String key, Node node, BiConsumer<String, String> action) {
        switch (node) {
            case ScalarNode scalar -> action.accept(key, scalar.getValue());
            case SequenceNode list -> list.getValue().forEach(element -> visit(key, element, action));
            case MappingNode map ->
                map.getValue()
                        .forEach(pair ->
                                visit(((ScalarNode) pair.getKeyNode()).getValue(), pair.getValueNode(), action));
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private Node node() {
        return new Compose(settings()).composeString(text).orElseThrow();
    }

    private static int lines(Node node) {
        return node.getEndMark().orElseThrow().getLine()
                - node.getStartMark().orElseThrow().getLine();
    }

    private static LoadSettings settings() {
        return LoadSettings.builder().setLabel("route file").build();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A top-level entry of a file. */
    record Entry(RouteFile file, Map<?, ?> content, int lines) {
        String text(String key) {
            return content.get(key) instanceof String text ? text : "";
        }

        /** The entry's parameters by name. */
        List<Map<?, ?>> parameters() {
            return content.get("parameters") instanceof List<?> list
                    ? list.stream().<Map<?, ?>>map(it -> (Map<?, ?>) it).toList()
                    : List.of();
        }

        @Override
        public String toString() {
            String id = text("id") + text("routeId");
            return file + ": " + (id.isEmpty() ? content : id);
        }
    }
}
