package io.serai.supply;

import java.io.File;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A jar as Maven names it.
 *
 * @param folders the path of its group in a repository, with all that stands before it: {@code .../io/netty}
 */
record Artifact(String folders, String name, String version) {
    /** The jars of a class path that come from a Maven repository, which keeps them in group/artifact/version/artifact-version.jar. */
    static List<Artifact> of(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> of(Path.of(entry)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Artifact> of(Path jar) {
        if (jar.getNameCount() < 4) {
            return Optional.empty();
        }
        int names = jar.getNameCount();
        String version = jar.getName(names - 2).toString();
        String name = jar.getName(names - 3).toString();
        boolean fromRepository = jar.getName(names - 1).toString().startsWith(name + "-" + version);
        String folders = jar.subpath(0, names - 3).toString().replace(File.separatorChar, '/');
        return fromRepository ? Optional.of(new Artifact(folders, name, version)) : Optional.empty();
    }

    /** Whether this is meant by {@code group:artifact} or {@code group:*}. */
    boolean matches(String coordinates) {
        int colon = coordinates.indexOf(':');
        String group = "/" + coordinates.substring(0, colon).replace('.', '/');
        String other = coordinates.substring(colon + 1);
        return ("/" + folders).endsWith(group) && (other.equals("*") || other.equals(name));
    }

    boolean isBefore(String other) {
        return Version.parse(version).compareTo(Version.parse(other)) < 0;
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
