package io.serai.cache;

import java.nio.file.Path;
import java.time.InstantSource;

/** A process that writes answers until it is killed. Its argument is the folder. */
final class DiskWriter {
    private static final int ROUND = 50;

    private DiskWriter() {}

    public static void main(String[] arguments) {
        DiskLevel level =
                new DiskLevel(Path.of(arguments[0]), 1L << 30, InstantSource.system(), DiskLevel.MOST_WAITING);
        for (int number = 0; ; number++) {
            level.keep(Keeps.key(number), Keeps.kept(number, 40_000));
            if (number % ROUND == 0) {
                level.settle();
            }
        }
    }
}
