package io.serai.routing.classify;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Tool;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The surroundings of the last message: the turns before it, the tools, the system prompt. */
final class Context {
    /** Signals of a message that has a subject of its own, so that it need not go on with the last one. */
    private static final Set<String> SUBJECTS = Set.of(
            "fact",
            "label",
            "small",
            "word",
            "speech",
            "greet",
            "unit",
            "everyday",
            "math",
            "essay",
            "field",
            "life",
            "plan",
            "lang",
            "tool",
            "term",
            "codeask");

    /** Signals of the names of tools for programming: {@code read_file}, {@code bash}, {@code git_diff}. */
    private static final Set<String> PROGRAMMING = Set.of("agent", "lang", "tool");

    private final Lexicon lexicon;
    private final boolean[] subjects;
    private final boolean[] programming;
    private final int agentSignal;

    Context(Lexicon lexicon) {
        this.lexicon = lexicon;
        List<String> signals = lexicon.signals();
        subjects = marked(signals, SUBJECTS);
        programming = marked(signals, PROGRAMMING);
        agentSignal = signals.indexOf("agent");
    }

    private static boolean[] marked(List<String> signals, Set<String> chosen) {
        boolean[] marks = new boolean[signals.size()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = chosen.contains(signals.get(i));
        }
        return marks;
    }

    /** How much a message relies on those before it, from 0 to 1: {@code now make it faster} says little alone. */
    double openness(Reading reading) {
        int own = reading.given || reading.quoted > 0 ? 1 : 0;
        for (int i = 0; i < subjects.length; i++) {
            own += subjects[i] ? reading.inHead[i] : 0;
        }
        return (own == 0 ? 1 : 0.3) / (1 + reading.words() / 8);
    }

    /** Whether a message from one position up to another holds a block of code. */
    static boolean showsCode(List<Message> messages, int from, int to) {
        for (int i = from; i < to; i++) {
            if (messages.get(i).text().contains("```")) {
                return true;
            }
        }
        return false;
    }

    /**
     * How much the request looks like that of a coding agent, from 0 to 1, by the names of its tools and by its system prompt.
     *
     * @param told the system prompt; null if there is none
     */
    double agency(ChatRequest request, @Nullable Reading told) {
        int tools = 0;
        for (Tool tool : request.tools()) {
            long found = lexicon.longest(tool.name(), 0, tool.name().length(), false);
            tools += found != Trie.NONE && programming[(int) found & 0xFF] ? 1 : 0;
        }
        boolean agent = told != null && told.count(agentSignal) > 0;
        if (tools == 0) {
            return agent ? 0.3 : 0;
        }
        return agent || tools > 1 ? 1 : 0.5;
    }
}
