package io.serai.batch;

import java.nio.file.Path;

/**
 * A file that a client fetches.
 *
 * @param type its media type
 */
public record Download(Path path, String type) {}
