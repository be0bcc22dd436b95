package io.serai.dialect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The treatment of the client's own system prompt if the operator has one. */
public enum InstructionMode {
    /** Only the client's. */
    OFF(null),
    /** The operator's behind it. */
    APPEND(Instruction.Place.AFTER),
    /** The operator's before it. */
    PREPEND(Instruction.Place.BEFORE),
    /** Only the operator's. */
    REPLACE(Instruction.Place.INSTEAD),
    /** The operator's if the client has none. */
    IF_ABSENT(Instruction.Place.BEFORE);

    /** All words, for people. */
    public static final String WORDS =
            Arrays.stream(values()).map(InstructionMode::word).collect(Collectors.joining(", "));

    private final Instruction.@Nullable Place place;

    InstructionMode(Instruction.@Nullable Place place) {
        this.place = place;
    }

    /** Where the operator's text stands; null if nowhere. */
    public Instruction.@Nullable Place place() {
        return place;
    }

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The mode of a word; none if it is no mode. */
    public static Optional<InstructionMode> of(String text) {
        // YAML 1.1 reads off as false.
        String word = text.strip().equalsIgnoreCase("false") ? OFF.word() : text.strip();
        return Arrays.stream(values())
                .filter(mode -> mode.word().equalsIgnoreCase(word))
                .findFirst();
    }
}
