package io.serai.revision.check;

import java.util.Collection;

/** Lists a few names for a message. */
final class Words {
    private static final int FEW = 8;

    private Words() {}

    /** In brackets after a space; empty if they are too many to help. */
    static String list(Collection<String> names) {
        return names.isEmpty() || names.size() > FEW
                ? ""
                : " (" + String.join(", ", names.stream().sorted().toList()) + ")";
    }
}
