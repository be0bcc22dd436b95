package io.serai.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins the pieces of one choice: adjacent texts of a kind to one, fragments of a tool call to one. */
final class ChoiceCollector {
    /** How many runs back a piece may belong: thoughts come in two fields at once, or three. */
    private static final int FARTHEST = 4;

    /** Estimated bytes of memory, besides texts. */
    private static final int CHOICE = 500;

    private static final int RUN = 200;
    private static final int CALL = 400;

    private final int index;
    private final List<Run> runs = new ArrayList<>();
    private final Map<Integer, CallCollector> calls = new TreeMap<>();
    private final Fragments messageExtras = new Fragments();
    private final Fragments extras = new Fragments();
    private long weight = CHOICE;
    private @Nullable FinishReason reason;

    ChoiceCollector(int index) {
        this.index = index;
    }

    void add(Choice piece) {
        Message message = piece.message();
        for (Part part : message.parts()) {
            add(part);
        }
        for (ToolCall call : message.toolCalls()) {
            weight += calls.computeIfAbsent(place(call), place -> new CallCollector())
                    .add(call);
        }
        messageExtras.join(message.extras());
        extras.join(piece.extras());
        reason = piece.finishReason() == null ? reason : piece.finishReason();
    }

    private void add(Part part) {
        String text = Run.textOf(part);
        boolean signed = part instanceof Part.Reasoning thoughts && thoughts.signature() != null;
        if (text.isEmpty() && !signed && !(part instanceof Part.Image) && !(part instanceof Part.Other)) {
            return;
        }
        // A model's thoughts may come in two fields at once, and each goes on where it was.
        weight += text.length();
        for (int i = runs.size() - 1; i >= Math.max(0, runs.size() - FARTHEST); i--) {
            Run run = runs.get(i);
            if (run.isContinuedBy(part)) {
                run.text.append(text);
                weight += run.sign(part);
                return;
            }
            if (!(run.first instanceof Part.Reasoning && part instanceof Part.Reasoning)) {
                break;
            }
        }
        weight += RUN + Run.weightBesidesText(part);
        runs.add(new Run(part, text));
    }

    /** Where no index is given, a name begins a call, and what has none belongs to the last one. */
    private int place(ToolCall call) {
        if (call.index() >= 0) {
            return call.index();
        }
        return call.name().isEmpty() && !calls.isEmpty() ? calls.size() - 1 : calls.size();
    }

    Choice whole() {
        List<Part> parts = runs.stream().map(Run::whole).toList();
        List<ToolCall> joined =
                calls.values().stream().map(CallCollector::whole).toList();
        return new Choice(
                index, new Message(Role.ASSISTANT, parts, joined, messageExtras.whole()), reason, extras.whole());
    }

    /** The memory that it takes, in bytes, as estimated. */
    long weight() {
        return weight + messageExtras.weight() + extras.weight();
    }

    /** Parts of the same kind that follow each other. */
    private static final class Run {
        private final Part first;
        private final StringBuilder text;
        private @Nullable Signature signature;

        Run(Part first, String text) {
            this.first = first;
            this.text = new StringBuilder(text);
            this.signature = first instanceof Part.Reasoning thoughts ? thoughts.signature() : null;
        }

        /**
         * A signature ends the thoughts that it belongs to.
         *
         * @return how many bytes of memory more it takes now
         */
        long sign(Part part) {
            long before = length(signature);
            signature = part instanceof Part.Reasoning thoughts ? thoughts.signature() : null;
            return length(signature) - before;
        }

        private static long length(@Nullable Signature signature) {
            return signature == null ? 0 : signature.value().length();
        }

        /** The memory that the first part takes besides its text, in bytes, as estimated. */
        static long weightBesidesText(Part part) {
            return switch (part) {
                case Part.Text text -> text.extras().isEmpty() ? 0 : Fragments.weight(text.extras());
                case Part.Reasoning thoughts -> length(thoughts.signature());
                case Part.Refusal refusal -> 0;
                case Part.Image image -> image.url().length() + Fragments.weight(image.extras());
                case Part.Other other -> Fragments.weight(other.fields());
            };
        }

        static String textOf(Part part) {
            return switch (part) {
                case Part.Text piece -> piece.text();
                case Part.Reasoning piece -> piece.text();
                case Part.Refusal piece -> piece.text();
                case Part.Image image -> "";
                case Part.Other other -> "";
            };
        }

        boolean isContinuedBy(Part part) {
            return switch (part) {
                case Part.Text next ->
                    first instanceof Part.Text mine
                            && mine.bare() == next.bare()
                            && mine.extras().equals(next.extras());
                case Part.Reasoning next ->
                    first instanceof Part.Reasoning mine
                            && mine.field().equals(next.field())
                            && signature == null
                            && (next.signature() == null || !next.signature().redacted());
                case Part.Refusal next -> first instanceof Part.Refusal mine && mine.bare() == next.bare();
                case Part.Image image -> false;
                case Part.Other other -> false;
            };
        }

        Part whole() {
            return switch (first) {
                case Part.Text mine -> new Part.Text(text.toString(), mine.bare(), mine.extras());
                case Part.Reasoning mine -> new Part.Reasoning(text.toString(), mine.field(), signature);
                case Part.Refusal mine -> new Part.Refusal(text.toString(), mine.bare());
                case Part.Image image -> image;
                case Part.Other other -> other;
            };
        }
    }

    /** Joins the pieces of one tool call. */
    private static final class CallCollector {
        private String id = "";
        private String name = "";
        private boolean begun;
        private final StringBuilder arguments = new StringBuilder();
        private final Fragments extras = new Fragments();

        /** How many bytes of memory more it takes now. */
        long add(ToolCall piece) {
            long before = extras.weight();
            long more = begun ? 0 : CALL;
            begun = true;
            if (id.isEmpty()) {
                id = piece.id();
                more += id.length();
            }
            if (name.isEmpty()) {
                name = piece.name();
                more += name.length();
            }
            arguments.append(piece.arguments());
            extras.join(piece.extras());
            return more + piece.arguments().length() + extras.weight() - before;
        }

        ToolCall whole() {
            return new ToolCall(-1, id, name, arguments.toString(), extras.whole());
        }
    }
}
