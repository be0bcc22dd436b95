package io.serai.revision.check;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command {@code check}: reports the mistakes in the routes of a directory, a line for each. */
public final class CheckCommand {
    /** Nothing is wrong. */
    public static final int FINE = 0;

    /** Something is. */
    public static final int FINDINGS = 1;

    /** There is nothing to check. */
    public static final int CANNOT = 2;

    private final RouteCheck check;

    public CheckCommand(RouteCheck check) {
        this.check = check;
    }

    /**
     * Checks a directory.
     *
     * @return the exit code
     */
    public int run(Path directory, PrintStream out) {
        if (!Files.isDirectory(directory.resolve("routes"))) {
            out.println(
                    "There is no folder routes in " + directory.toAbsolutePath().normalize()
                            + "; name the directory that holds application.properties and routes/");
            return CANNOT;
        }
        List<Finding> findings = check.check(directory);
        findings.forEach(finding -> out.println((finding.warning() ? "warning: " : "") + finding));
        SavedFiles.read(directory)
                .empty()
                .forEach(name -> out.println("note: " + name + " is empty: nothing in it is loaded"));
        long wrong = findings.stream().filter(finding -> !finding.warning()).count();
        out.println(
                wrong == 0
                        ? "routes and application.properties are fine"
                        : wrong == 1 ? "1 finding" : wrong + " findings");
        return wrong == 0 ? FINE : FINDINGS;
    }
}
