package io.serai.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML with values nested to a limited depth, and none in itself. Its readers recurse, and the stack
 * has no room for more.
 */
public final class BoundedYaml {
    /** Routes have some forty levels. */
    public static final int DEEPEST = 200;

    /** What is said of a value that lies deeper. */
    public static final String TOO_DEEP = "the values lie deeper than " + DEEPEST + " levels in each other";

    /** What is said of a value that names itself. */
    public static final String ENDLESS = "an alias (*) stands within the value that it names, which has no end";

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

    /** Knows in which values a parser is. */
    private static final class Counting implements Parser {
        private final Parser parser;
        private final Deque<Optional<Anchor>> within = new ArrayDeque<>();

        Counting(Parser parser) {
            this.parser = parser;
        }

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
            if (event instanceof CollectionEndEvent) {
                within.pop();
            } else if (event instanceof CollectionStartEvent begun) {
                within.push(begun.getAnchor());
                refuseIf(within.size() > DEEPEST, TOO_DEEP, event);
            } else if (event instanceof AliasEvent alias) {
                refuseIf(within.contains(Optional.of(alias.getAlias())), ENDLESS, event);
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
