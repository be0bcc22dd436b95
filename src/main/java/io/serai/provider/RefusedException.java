package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.serai.provider.refusal.Lesson;
import java.util.List;
import java.util.stream.Collectors;

/** A vendor has refused a request and said what it would take instead: it is asked once more, with the same key. */
final class RefusedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    private final transient Attempt attempt;
    private final transient List<Lesson> lessons;

    /** @param without what the client gets where it is not asked once more */
    RefusedException(ChatException without, Attempt attempt, List<Lesson> lessons) {
        super(without.status(), without.code(), without.reason(), without.param());
        this.attempt = attempt;
        this.lessons = lessons;
    }

    /** The call that was refused. */
    Attempt attempt() {
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
