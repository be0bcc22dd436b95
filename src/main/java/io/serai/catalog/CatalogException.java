package io.serai.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** A catalogue that cannot be read; its message says the file, the line, whose field it is and what is allowed there. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final List<Mistake> mistakes;

    CatalogException(Mistake mistake) {
        this(List.of(mistake));
    }

    CatalogException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All that is wrong, in the order of the file. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
