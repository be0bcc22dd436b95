package io.serai.routing.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How well the classifier does on prompts that two people labelled, and on words that only look like code. */
class ClassifierTest {
    private final Classifier classifier = Classifier.shared();

    @Test
    void agreesWithPeople() throws IOException {
        String decisive = Prompts.exist("test") ? "test" : "tune";
        for (String name : new String[] {"tune", "test"}) {
            if (!Prompts.exist(name)) {
                continue;
            }
            ConfusionMatrix matrix = new ConfusionMatrix();
            StringBuilder wrong = new StringBuilder();
            for (Prompts.Prompt prompt : Prompts.of(name).prompts()) {
                String task = task(prompt.text());
                matrix.add(prompt.label(), task);
                wrong.append(task.equals(prompt.label()) ? "" : ' ' + prompt.id() + ':' + task);
            }
            System.out.println(name + ".jsonl\n" + matrix + "\n  wrong:" + wrong);
            if (name.equals(decisive)) {
                assertThat(matrix.accuracy()).as("accuracy").isGreaterThanOrEqualTo(0.90);
                assertThat(matrix.precision("code")).as("precision of code").isGreaterThanOrEqualTo(0.95);
                assertThat(matrix.recall("code")).as("recall of code").isGreaterThanOrEqualTo(0.95);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            heavy | Write an essay on the moral code of the samurai, about 900 words
            heavy | Explain in detail the function of the kidneys and what happens when they fail
            light | What is the dress code for a wedding in a garden?
            heavy | Write a script for a play about two sisters and an inheritance, three scenes
            light | Translate into German: "The function returns an error if the file is missing."
            light | Summarise in one sentence: Programmers in the city went on strike today. They want shorter hours.
            heavy | 写一篇关于程序员的短篇小说，两千字左右，结局要出人意料
            light | 把“代码”翻译成英文
            heavy | Let $a_{n+1} = \\frac{a_n}{2} + 3$ with $a_1 = 0$. Does $(a_n)$ converge, and to what? Justify each step.
            code  | Write a function that removes duplicates from a list in Kotlin
            code  | why does my app crash when i rotate the screen? java.lang.IllegalStateException
            code  | 写一个脚本批量重命名文件夹里的图片
            code  | Wie schreibe ich eine SQL-Abfrage mit zwei Joins?
            """)
    void wordsCountInTheirSense(String task, String prompt) {
        assertThat(task(prompt)).isEqualTo(task);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.00 | 0.15 | hello
            0.00 | 0.15 | 谢谢
            0.00 | 0.30 | What is the capital of Norway?
            0.20 | 0.60 | How do I reverse a list in Python?
            0.50 | 0.80 | Compare renting and buying a flat for a family with two children, with the trade-offs
            0.50 | 0.80 | 分析一下罗马帝国衰亡的主要原因，并比较几种史学解释
            """)
    void complexityFollowsTheDemand(double least, double most, String prompt) {
        assertThat(classifier.classify(ChatRequest.ofPrompt(prompt)).complexity())
                .isBetween(least, most);
    }

    @Test
    void nothingToReadIsLight() {
        Classification answer = classifier.classify(ChatRequest.ofPrompt(""));
        assertThat(answer.task()).isEqualTo("light");
        assertThat(answer.complexity()).isLessThan(0.15);
    }

    private String task(String prompt) {
        return classifier.classify(ChatRequest.ofPrompt(prompt)).task();
    }
}
