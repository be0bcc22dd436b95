package io.serai.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML with values nested to a limited depth, and none in itself, since its readers recurse; and with aliases that repeat only so much,
 * since aliases of aliases double it with each line.
 */
public final class BoundedYaml {
    /** Routes have some forty levels. */
    public static final int DEEPEST = 200;

    /** Characters and values that all aliases of a text may repeat. */
    static final int MOST_REPEATED = 1 << 20;

    /** What is said of a value that lies deeper. */
    public static final String TOO_DEEP = "the values lie deeper than " + DEEPEST + " levels in each other";

    /** What is said of a value that names itself. */
    public static final String ENDLESS = "an alias (*) stands within the value that it names, which has no end";

    /** What is said of an alias with which there are too many repetitions. */
    public static final String REPEATED =
            "the aliases (*) repeat more than " + MOST_REPEATED + " characters of what they name";

    /** All of these. */
    public static final Set<String> BOUNDS = Set.of(TOO_DEEP, ENDLESS, REPEATED);

    private BoundedYaml() {}

    /**
     * The tree of a text.
     *
     * @return empty if the text holds nothing
     * @throws MarkedYamlEngineException where it is no YAML, or too deep
     */
    public static Optional<Node> compose(LoadSettings settings, String yaml) {
        Parser parser = new ParserImpl(settings, new StreamReader(settings, yaml));
        return new Composer(settings, new Counting(parser)).getSingleNode();
    }

    /**
     * What a text says, as maps, lists, texts, numbers and truths.
     *
     * @return null if it says nothing
     * @throws MarkedYamlEngineException where it is no YAML, or too deep
     */
    public static @Nullable Object load(LoadSettings settings, String yaml) {
        return new StandardConstructor(settings).constructSingleDocument(compose(settings, yaml));
    }

    /** Knows in which values a parser is, and how large those are that have a name. */
    private static final class Counting implements Parser {
        private final Parser parser;
        private final Deque<Begun> within = new ArrayDeque<>();
        private final Map<Anchor, Long> sizes = new HashMap<>();
        private long size;
        private long repeated;

        Counting(Parser parser) {
            this.parser = parser;
        }

        /** A list or an object that has begun, at a size of the text as it is without aliases. */
        private record Begun(Optional<Anchor> anchor, long at) {}

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            Event event = parser.next();
            long before = size++;
            switch (event) {
                case CollectionEndEvent end -> {
                    Begun begun = within.pop();
                    begun.anchor.ifPresent(anchor -> sizes.put(anchor, size - begun.at));
                }
                case CollectionStartEvent start -> {
                    within.push(new Begun(start.getAnchor(), before));
                    refuseIf(within.size() > DEEPEST, TOO_DEEP, event);
                }
                case ScalarEvent scalar -> {
                    size += scalar.getValue().length();
                    scalar.getAnchor().ifPresent(anchor -> sizes.put(anchor, size - before));
                }
                case AliasEvent alias -> {
                    Anchor name = alias.getAlias();
                    refuseIf(
                            within.stream()
                                    .anyMatch(begun ->
                                            begun.anchor.filter(name::equals).isPresent()),
                            ENDLESS,
                            event);
                    long named = sizes.getOrDefault(name, 0L);
                    size += named;
                    repeated += named;
                    refuseIf(repeated > MOST_REPEATED, REPEATED, event);
                }
                default -> {}
            }
            return event;
        }

        private static void refuseIf(boolean wrong, String why, Event where) {
            if (wrong) {
                throw new ParserException("", Optional.empty(), why, where.getStartMark());
            }
        }
    }
}
