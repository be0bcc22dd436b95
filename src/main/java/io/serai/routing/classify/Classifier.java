package io.serai.routing.classify;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import java.util.List;

/**
 * Tells what a request is for by adding up weighted signals: words and phrases, shapes of source, the forms of the question,
 * the length of the text; then, more weakly, earlier turns, tools, the wanted format and the system prompt. The last message
 * of the user decides. Thread-safe; the words and weights are the files of {@code resources/classifier}.
 */
public final class Classifier {
    /** The one that all share, made when it is first asked for. */
    private static final class Shared {
        static final Classifier CLASSIFIER = new Classifier();
    }

    /** How much of an earlier turn or a system prompt is read, in characters. */
    private static final int GLANCE = 1500;

    /** How many system prompts are remembered; an application sends the same one each time. */
    private static final int INSTRUCTIONS = 500;

    private final Lexicon lexicon = new Lexicon("code.txt", "light.txt", "heavy.txt");
    private final Features features = new Features(lexicon.signals());
    private final Weights weights = new Weights("weights.tsv", features.rows());
    private final Context context = new Context(lexicon);
    private final LoadingCache<String, Glance> instructions = Caffeine.newBuilder()
            .maximumSize(INSTRUCTIONS)
            .executor(Runnable::run)
            .build(this::glance);

    private Classifier() {}

    /** The one there is; the first time it reads its words, which takes a tenth of a second. */
    public static Classifier shared() {
        return Shared.CLASSIFIER;
    }

    public Classification classify(ChatRequest request) {
        List<Message> messages = request.messages();
        int asking = lastOf(Role.USER, messages, messages.size());
        Reading reading =
                Scanner.read(lexicon, asking < 0 ? "" : messages.get(asking).text());
        double[] scores = weights.score(features.values(reading));

        addEarlierTurn(scores, messages, asking, reading);
        addInstructions(scores, request);

        double[] shares = Weights.shares(scores);
        boolean vision = request.hasImages();
        String task = vision ? Classification.VISION : Weights.TASKS.get(Weights.best(shares));
        return new Classification(task, Complexity.of(request, reading, shares));
    }

    /** What the turn before leans to, so far as the last message goes on with it. */
    private void addEarlierTurn(double[] scores, List<Message> messages, int asking, Reading reading) {
        int before = lastOf(Role.USER, messages, asking);
        if (before < 0) {
            return;
        }
        double[] lean = glance(beginning(messages.get(before))).lean();
        if (Context.showsCode(messages, before, asking)) {
            lean[Weights.CODE] = 1;
        }
        weights.addLean(scores, "earlier", lean, context.openness(reading));
    }

    /** What the application says: the system prompt, the tools, the format of the answer. */
    private void addInstructions(double[] scores, ChatRequest request) {
        List<Message> messages = request.messages();
        int system = lastOf(Role.SYSTEM, messages, messages.size());
        int instruction = Math.max(system, lastOf(Role.DEVELOPER, messages, messages.size()));
        if (instruction < 0) {
            weights.add(scores, "agency", context.agency(request, null));
        } else {
            Glance told = instructions.get(beginning(messages.get(instruction)));
            weights.addLean(scores, "system", told.lean(), 1);
            weights.add(scores, "agency", context.agency(request, told.reading()));
        }
        weights.add(scores, "schema", request.wantsJson() ? 1 : 0);
    }

    private static String beginning(Message message) {
        String text = message.text();
        return text.length() > GLANCE ? text.substring(0, GLANCE) : text;
    }

    private Glance glance(String text) {
        Reading reading = Scanner.read(lexicon, text);
        return new Glance(reading, Weights.shares(weights.score(features.values(reading))));
    }

    /** @param lean how likely each task is */
    private record Glance(Reading reading, double[] lean) {}

    /** The last message of a role before a position; -1 if there is none. */
    private static int lastOf(Role role, List<Message> messages, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (messages.get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }
}
