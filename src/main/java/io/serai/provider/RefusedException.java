package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.serai.provider.refusal.Lesson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A vendor has refused a request and said what it would take instead: it is asked again, with the same key. */
final class RefusedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    private final transient VendorCall attempt;
    private final transient List<Lesson> lessons;

    /** @param without what the client gets where it is not asked once more */
    RefusedException(ChatException without, VendorCall attempt, List<Lesson> lessons) {
        super(without.status(), without.code(), without.reason(), without.param());
        this.attempt = attempt;
        this.lessons = lessons;
    }

    /** This one with what an earlier one wanted changed, too; null if it names nothing that is not changed already. */
    @Nullable
    RefusedException after(@Nullable RefusedException earlier) {
        if (earlier == null) {
            return this;
        }
        List<Lesson> all = new ArrayList<>(earlier.lessons);
        for (Lesson lesson : lessons) {
            if (all.contains(lesson)) {
                return null;
            }
            all.removeIf(lesson::replaces);
            all.add(lesson);
        }
        return new RefusedException(this, attempt, all);
    }

    /** The call that was refused. */
    VendorCall attempt() {
        return attempt;
    }

    /** What is changed, for people. */
    String inWords() {
        return lessons.stream().map(Lesson::inWords).collect(Collectors.joining(", "));
    }

    List<Lesson> lessons() {
        return lessons;
    }
}
