package io.serai.bench;

import io.serai.chat.ChatRequest;
import io.serai.routing.classify.Classifier;
import java.util.Map;

/**
 * Measures what classifying costs once the code is warm. No test, as clocks on shared machines lie:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.bench.ClassifierBench
 * </pre>
 */
public final class ClassifierBench {
    private static final String PROSE =
            "We are a small school with 14 teachers, and from autumn we want to give less homework. "
                    + "Parents are divided, so please draft a letter that explains why and invites them to a meeting. ";
    private static final String SOURCE = "public int total(List<Item> items) {\n    int sum = 0;\n"
            + "    for (Item item : items) {\n        sum += item.price() * item.count();\n    }\n    return sum;\n}\n";
    private static final String CHINESE = "我们是一所小学，想减少家庭作业，家长意见不一，请写一封信说明理由，比较利弊，并邀请他们来开会讨论。";

    private ClassifierBench() {}

    public static void main(String[] args) {
        Map<String, String> prompts = Map.of(
                "prose, 2 KB", upTo(2048, PROSE),
                "source, 2 KB", "Why is this slow?\n\n" + upTo(2030, SOURCE),
                "Chinese, 2 KB in UTF-8", upTo(683, CHINESE),
                "prose, 100 KB", upTo(102_400, PROSE),
                "one line", "what is the capital of norway?");
        Classifier classifier = Classifier.shared();
        for (int round = 0; round < 3; round++) {
            for (Map.Entry<String, String> prompt : prompts.entrySet()) {
                double micros = micros(classifier, ChatRequest.ofPrompt(prompt.getValue()));
                System.out.printf("%-24s %6.1f µs%n", prompt.getKey(), micros);
            }
            System.out.println();
        }
    }

    private static double micros(Classifier classifier, ChatRequest request) {
        int times = 30_000;
        double sink = 0;
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            sink += classifier.classify(request).complexity();
        }
        double micros = (System.nanoTime() - start) / 1000.0 / times;
        if (sink < 0) {
            throw new IllegalStateException("a complexity below 0");
        }
        return micros;
    }

    private static String upTo(int length, String text) {
        return text.repeat(length / text.length() + 1).substring(0, length);
    }
}
