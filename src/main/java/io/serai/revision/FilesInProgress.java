package io.serai.revision;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;

/** The files that are being worked on, by path. It belongs to the process, so that a folder's next revision leaves them alone. */
public final class FilesInProgress implements IdempotentRepository {
    private final Set<String> files = ConcurrentHashMap.newKeySet();

    @Override
    public boolean add(String key) {
        return files.add(key);
    }

    @Override
    public boolean contains(String key) {
        return files.contains(key);
    }

    @Override
    public boolean remove(String key) {
        return files.remove(key);
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        // Whoever works on a file lets it go when it has done.
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
