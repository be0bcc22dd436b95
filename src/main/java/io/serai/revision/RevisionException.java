package io.serai.revision;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes or properties that cannot be loaded; the findings say what is wrong and where. */
public final class RevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final List<String> findings;

    public RevisionException(List<String> findings) {
        super(String.join("\n", findings), null, false, false);
        this.findings = List.copyOf(findings);
    }

    /** What Camel says of a failure, cause by cause, without repetitions. */
    static RevisionException of(Throwable failure) {
        List<String> causes = new ArrayList<>();
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : cause.getMessage().strip();
            if (causes.stream().noneMatch(known -> known.contains(text))) {
                causes.add(text);
            }
        }
        return new RevisionException(List.of(String.join("\n  because ", causes)));
    }

    /** The same with what could not be done before it. */
    static RevisionException of(String what, Throwable failure) {
        return new RevisionException(List.of(what + "\n  because " + of(failure).getMessage()));
    }

    public List<String> findings() {
        return findings;
    }
}
