package io.serai.dialect;

/**
 * A text that the operator puts into the system prompt of requests.
 *
 * @param place where it stands to what the client has said there
 * @param text never blank
 */
public record Instruction(Place place, String text) {
    /** What stands between two texts of a system prompt. */
    public static final String GAP = "\n\n";

    /** Where it stands. */
    public enum Place {
        /** Before what the client has said. */
        BEFORE,
        /** Behind what the client has said at the beginning. */
        AFTER,
        /** Instead of all that the client has said. */
        INSTEAD
    }

    /** The client's text with this one. */
    public String with(String theirs) {
        return theirs.isBlank()
                ? text
                : switch (place) {
                    case BEFORE -> text + GAP + theirs;
                    case AFTER -> theirs + GAP + text;
                    case INSTEAD -> text;
                };
    }

    /** This text as a block of its own beside the client's, with the gap at the side where those are. */
    public String block() {
        return switch (place) {
            case BEFORE -> text + GAP;
            case AFTER -> GAP + text;
            case INSTEAD -> text;
        };
    }
}
