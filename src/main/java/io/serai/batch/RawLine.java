package io.serai.batch;

import org.jspecify.annotations.Nullable;

/**
 * One line of a source as it stands there.
 *
 * @param number the line on which it begins, from 1
 * @param place where it begins in the file, in bytes
 * @param bytes without the end of the line; of a line that is too long only its beginning
 * @param fault why it cannot be read; null if it can
 */
record RawLine(
        long number, long place, byte[] bytes, @Nullable String fault) {}
