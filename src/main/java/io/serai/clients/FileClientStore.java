package io.serai.clients;

import io.serai.dialect.Json;
import io.serai.journal.LineLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Client keys in one private file, a JSON object a line. It is read before the first request; the keys of a large team are some kilobytes. */
public final class FileClientStore implements ClientStore {
    private static final String USED = "used";
    private static final String LOST = "{\"lost\":true}";

    private final LineLog file;
    private final Map<String, ClientKey> keys = new LinkedHashMap<>();
    private final Map<String, Instant> used = new HashMap<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private boolean lost;

    /** @param trouble hears when the file is damaged, cannot be used, or can again */
    public FileClientStore(Path path, InstantSource clock, Consumer<String> trouble) {
        this.file = new LineLog(
                path,
                clock,
                text -> {
                    broken.set(!text.endsWith(" again"));
                    trouble.accept(text);
                },
                new Lines());
    }

    @Override
    public synchronized List<ClientKey> keys() {
        file.open();
        return List.copyOf(keys.values());
    }

    /** A key by its id; null if there was never one. */
    public synchronized @Nullable ClientKey get(String id) {
        file.open();
        return keys.get(id);
    }

    @Override
    public synchronized void put(ClientKey key) {
        file.open();
        broken.set(false);
        ClientKey before = keys.put(key.id(), key);
        boolean wasLost = lost;
        lost = false;
        file.append(line(key));
        if (broken.get()) {
            lost = wasLost;
            if (before == null) {
                keys.remove(key.id());
            } else {
                keys.put(key.id(), before);
            }
            throw new ClientException(503, "The key cannot be kept: the file of the client keys cannot be written.");
        }
    }

    @Override
    public synchronized boolean lost() {
        file.open();
        return lost;
    }

    @Override
    public synchronized Map<String, Instant> used() {
        file.open();
        return Map.copyOf(used);
    }

    @Override
    public synchronized void used(Map<String, Instant> moments) {
        moments.forEach((id, at) -> {
            if (keys.containsKey(id)) {
                used.put(id, at);
                file.append(line(id, at));
            }
        });
    }

    private static String line(ClientKey key) {
        return text(KeyRecords.write(key));
    }

    private static String line(String id, Instant at) {
        return text(Map.of("id", id, USED, at.toString()));
    }

    private static String text(Map<String, Object> fields) {
        return new String(Json.write(fields), StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    /** The keys as lines of the file. */
    private final class Lines implements LineLog.Content {
        @Override
        public String name() {
            return "The client keys";
        }

        @Override
        public boolean take(String line) {
            try {
                if (!(Json.parse(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map)) {
                    return false;
                }
                Map<String, Object> fields = new HashMap<>();
                map.forEach((name, value) -> fields.put(String.valueOf(name), value));
                if (fields.get(USED) instanceof String at) {
                    used.put(String.valueOf(fields.get("id")), Instant.parse(at));
                    return true;
                }
                if (fields.containsKey("lost")) {
                    lost = true;
                    return true;
                }
                ClientKey key = KeyRecords.read(fields);
                lost = false;
                keys.put(key.id(), key);
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        }

        @Override
        public void damaged() {
            lost = true;
        }

        @Override
        public void give(Consumer<String> lines) {
            keys.values().forEach(key -> lines.accept(line(key)));
            used.forEach((id, at) -> lines.accept(line(id, at)));
            if (lost) {
                lines.accept(LOST);
            }
        }
    }
}
