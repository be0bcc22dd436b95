package io.serai.revision;

import io.serai.ingress.job.PlainFiles;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.spi.IdempotentRepository;
import org.jspecify.annotations.Nullable;

/**
 * The files that are being worked on, by path. It belongs to the process, so that a folder's next revision leaves them alone. Of a local
 * folder nothing but regular files gets in, whichever route it belongs to: before that no route has opened them.
 */
public final class FilesInProgress {
    private final Set<String> files = ConcurrentHashMap.newKeySet();
    private final PlainFiles plain = new PlainFiles();

    /** Those of one folder. */
    IdempotentRepository of(GenericFileEndpoint<?> folder) {
        return folder instanceof FileEndpoint local
                ? new Taken(Path.of(local.getConfiguration().getDirectory()).toAbsolutePath())
                : new Taken(null);
    }

    private final class Taken implements IdempotentRepository {
        private final @Nullable Path folder;

        Taken(@Nullable Path folder) {
            this.folder = folder;
        }

        @Override
        public boolean add(String key) {
            return (folder == null || plain.takes(folder, key)) && files.add(key);
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
            // A worker lets its file go at the end.
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }
}
