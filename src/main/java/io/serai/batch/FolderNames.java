package io.serai.batch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The names of what is written into the folders of users for a file of theirs: none that a file system does not take, and none that is
 * another's.
 */
public final class FolderNames {
    /** Bytes that the file systems of Linux take (https://man7.org/linux/man-pages/man3/pathconf.3.html, NAME_MAX). */
    private static final int LONGEST = 255;

    private static final int SHORTENED = 200;
    private static final String PROGRESS = ".progress.json";

    private FolderNames() {}

    /**
     * A name with something before and behind it, and shortened where no file system would take it.
     *
     * @return at most 255 bytes; different names stay different
     */
    public static String around(String before, String name, String behind) {
        String whole = before + name + behind;
        if (bytes(whole) <= LONGEST) {
            return whole;
        }
        int end = Math.min(name.length(), SHORTENED);
        while (bytes(name.substring(0, end)) > SHORTENED) {
            end = name.offsetByCodePoints(end, -1);
        }
        if (end > 0 && Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return before + name.substring(0, end) + '~' + "%08x".formatted(name.hashCode()) + behind;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Under which name a file is written until it is whole. */
    static Path hidden(Path file) {
        return file.resolveSibling(around(".", String.valueOf(file.getFileName()), ".part"));
    }

    /** Where the reason stands why a file is parked. */
    static Path reason(Path parked) {
        return place(Shelf.folderOf(parked), around("", String.valueOf(parked.getFileName()), ".reason.txt"));
    }

    /** Where it stands how far a job is. */
    static Path progress(Path answers) {
        return answers.resolveSibling(around("", String.valueOf(answers.getFileName()), PROGRESS));
    }

    /** A name that no answers have yet: nothing that is there is written over. */
    static String free(Path folder, String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String end = dot < 0 ? "" : name.substring(dot);
        String free = name;
        for (int i = 2; isTaken(folder.resolve(free)); i++) {
            free = around("", stem, "." + i + end);
        }
        return free;
    }

    private static boolean isTaken(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.exists(progress(file));
    }

    /** Where a file of a name goes: beside a folder that has its name, and in place of a file. */
    static Path place(Path folder, String name) {
        Path place = folder.resolve(name);
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) ? folder.resolve(free(folder, name)) : place;
    }
}
