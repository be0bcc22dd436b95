package io.serai.ingress.job;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks if all programs that may be writing a file are visible from here. They cannot on a system without {@code /proc}, on a mount that
 * other machines write to, if another user writes it, and in a container on a volume that programs outside it write to.
 */
final class Sights {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Pattern SHARED = Pattern.compile(
            "(nfs|cifs|smb|fuse|9p|ceph|gluster|afs|vboxsf|virtiofs|vmhgfs|prl_|lustre|gpfs|beegfs|ncp|dav|sshfs).*");
    /** The number that Linux gives to the first of all namespaces of processes. */
    private static final String WHOLE_MACHINE = "pid:[4026531836]";

    private Sights() {}

    /** Why a folder's writers cannot all be seen; empty if they can, but for those of other users. */
    static String blindness(Path folder) {
        try {
            if (!Files.isDirectory(PROCESSES.resolve("self/fd"))) {
                return "this system does not show who has a file open";
            }
            FileStore store = Files.getFileStore(folder);
            if (SHARED.matcher(store.type().toLowerCase(Locale.ROOT)).matches()) {
                return "it is a mount of the kind " + store.type() + ", to which other machines may write";
            }
            boolean contained = !Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid"))
                    .toString()
                    .equals(WHOLE_MACHINE);
            return contained && !store.equals(Files.getFileStore(Path.of("/")))
                    ? "it is a volume, to which programs outside this container may write"
                    : "";
        } catch (IOException e) {
            return "it cannot be seen who has a file open (" + e.getClass().getSimpleName() + ")";
        }
    }

    /** Whether the programs of other users cannot be seen. */
    static boolean ofOneUserOnly() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (Files.exists(process) && !Files.isReadable(process.resolve("fd"))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether a file belongs to another user than this process does. */
    static boolean isForeign(Path file) {
        try {
            return !Files.getAttribute(file, "unix:uid")
                    .equals(Files.getAttribute(PROCESSES.resolve("self"), "unix:uid"));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
