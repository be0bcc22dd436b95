package io.serai.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.chat.ClientGoneException;
import io.serai.chat.Heavy;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of one document and weighs it as it grows, so that no document becomes more than it may: each {@code {}} of
 * two bytes takes seventy. It lets other virtual threads run now and then, and stops if its thread is interrupted.
 */
final class TreeReader {
    /** Estimated bytes of memory on a 64-bit Java with compressed pointers. */
    private static final int OBJECT = 64;

    private static final int FIELD = 56;
    private static final int LIST = 56;
    private static final int ITEM = 8;
    private static final int TEXT = 48;
    private static final int NUMBER = 40;

    /** Values between two looks at the others; some milliseconds. */
    private static final int TURN = 1 << 14;

    private final JsonParser parser;
    private final long heaviest;
    private final boolean strict;
    private long weight;
    private long share;
    private int values;
    private @Nullable Trees own;

    /**
     * @param heaviest how many bytes of memory the tree may take, as estimated
     * @param strict whether a field that comes twice is a mistake
     */
    TreeReader(JsonParser parser, long heaviest, boolean strict) {
        this.parser = parser;
        this.heaviest = heaviest;
        this.strict = strict;
        this.share = Math.min(Trees.STEP, heaviest);
    }

    /** Reads the value that begins with the parser's current token. */
    @Nullable
    Object read() throws IOException {
        try {
            return value(parser.currentToken());
        } finally {
            if (own != null) {
                own.giveBack();
            }
        }
    }

    private @Nullable Object value(JsonToken token) throws IOException {
        if (++values % TURN == 0) {
            giveWay();
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    private Map<String, Object> object() throws IOException {
        weigh(OBJECT);
        Map<String, Object> fields = new LinkedHashMap<>(8);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (strict && fields.containsKey(name)) {
                throw new MalformedException("Duplicate field '" + name + "'" + Json.place(parser), null);
            }
            weigh(FIELD + name.length());
            fields.put(name, value(parser.nextToken()));
        }
        return fields;
    }

    private List<Object> list() throws IOException {
        weigh(LIST);
        List<Object> items = new ArrayList<>(4);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            weigh(ITEM);
            items.add(value(token));
        }
        return items;
    }

    private String text() throws IOException {
        String text = parser.getText();
        weigh(TEXT + text.length());
        return text;
    }

    private Number integer() throws IOException {
        Number number = parser.getNumberValue();
        weigh(number instanceof Integer ? NUMBER / 2 : NUMBER);
        return number;
    }

    private BigDecimal decimal() throws IOException {
        weigh(NUMBER);
        return parser.getDecimalValue();
    }

    private void weigh(int bytes) {
        weight += bytes;
        if (weight > share) {
            takeShare();
        }
    }

    /** Takes of the memory that large documents share, for those who read it, or else for as long as it is read. */
    private void takeShare() {
        if (weight > heaviest) {
            throw new MalformedException(
                    "It has so many values that it would take more than " + (heaviest >> 20)
                            + " MiB of memory (serai.json.memory)",
                    null);
        }
        Trees reader = own == null ? Trees.current() : own;
        if (reader == null) {
            own = new Trees();
            reader = own;
        }
        while (share < weight) {
            reader.grow();
            share += Trees.STEP;
        }
    }

    private static void giveWay() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClientGoneException();
        }
        Heavy.giveWay();
    }
}
