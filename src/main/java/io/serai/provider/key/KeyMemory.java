package io.serai.provider.key;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that files held when they were read well last: a file that is damaged or gone does not take them out of force. */
public final class KeyMemory {
    private static final Logger LOG = LoggerFactory.getLogger(KeyMemory.class);

    private final Map<Path, List<String>> files = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** The keys that a file had; none if it never had any, or said so. */
    public List<String> of(Path file) {
        return files.getOrDefault(file, List.of());
    }

    /** Remembers the keys of a provider's files, and warns once of each mistake. */
    public void read(String provider, List<Path> read, KeyList.Ring ring) {
        for (Path file : read) {
            KeyFile now = KeyFile.read(file, "");
            if (!now.keys().isEmpty() || now.none()) {
                files.put(file, now.keys());
            }
        }
        told.removeIf(
                it -> it.startsWith(provider + ' ') && !ring.mistakes().contains(it.substring(provider.length() + 1)));
        for (String mistake : ring.mistakes()) {
            if (told.add(provider + ' ' + mistake)) {
                LOG.warn(
                        "{}; provider {} {}",
                        mistake,
                        provider,
                        ring.keys().isEmpty() ? "is off until it has a key" : "keeps the keys that it has");
            }
        }
    }
}
