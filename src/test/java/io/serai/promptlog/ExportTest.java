package io.serai.promptlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.promptlog.Export.Format;
import io.serai.promptlog.Export.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset has each conversation once, at its longest, and whole answers only. */
class ExportTest {
    private static final LocalDate ONE = LocalDate.of(2026, 11, 29);
    private static final LocalDate TWO = LocalDate.of(2026, 11, 30);
    private static final String A = "{'role':'user','content':'a'}";
    private static final String B = "{'role':'assistant','content':'b'}";
    private static final String C = "{'role':'user','content':[{'type':'text','text':'c'}]}";
    private static final String D = "{'role':'assistant','content':'d'}";

    @TempDir
    Path directory;

    private PromptStore store;

    @BeforeEach
    void open() {
        store = new PromptStore(directory);
    }

    @Test
    void ofAConversationThatGrewOnlyTheLongestIsExported() throws IOException {
        add(ONE, "1", "k", A, B);
        add(ONE, "2", "k", A + ',' + B + ',' + C, D);
        add(
                TWO,
                "3",
                "k",
                A + ',' + B + ',' + C + ',' + D + ",{'role':'user','content':'e'}",
                "{'role':'assistant','content':'f'}");
        assertThat(export(Format.OPENAI, null)).singleElement().asString().contains("\"e\"", "\"f\"");
    }

    @Test
    void anotherAnswerAnotherKeyAndAnotherBeginningAreOtherConversations() throws IOException {
        add(ONE, "1", "k", A, "{'role':'assistant','content':'another'}");
        add(ONE, "2", "k", A + ',' + B + ',' + C, D);
        add(ONE, "3", "other", A, B);
        add(ONE, "4", "k", "{'role':'system','content':'s'}," + A, B);
        assertThat(export(Format.OPENAI, null)).hasSize(4);
        assertThat(export(Format.OPENAI, "other")).hasSize(1);
    }

    @Test
    void theSameConversationTwiceIsExportedOnce() throws IOException {
        add(ONE, "1", "k", A, B);
        add(TWO, "2", "k", A, B);
        assertThat(export(Format.OPENAI, null)).hasSize(1);
        assertThat(export(Format.RAW, null)).hasSize(2);
    }

    @Test
    void toolCallsFoldAlsoIfAClientWritesTheirArgumentsAnew() throws IOException {
        String call =
                "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{\\\"x\\\":1}'}}]}";
        String anew =
                "{'role':'assistant','content':'','tool_calls':[{'id':'9','type':'function','function':{'name':'f','arguments':'{ \\\"x\\\": 1 }'}}]}";
        String result = "{'role':'tool','tool_call_id':'9','content':'7'}";
        add(ONE, "1", "k", A, call, "tool_calls");
        add(ONE, "2", "k", A + ',' + anew + ',' + result, B);
        assertThat(export(Format.OPENAI, null)).hasSize(1);
        assertThat(export(Format.SHAREGPT, null))
                .containsExactly(
                        "{\"id\":\"2\",\"conversations\":[{\"from\":\"human\",\"value\":\"a\"},{\"from\":\"function_call\",\"value\":"
                                + "\"{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":\\\"{ \\\\\\\"x\\\\\\\": 1 }\\\"}\"},{\"from\":\"observation\",\"value\":\"7\"},"
                                + "{\"from\":\"gpt\",\"value\":\"b\"}]}");
    }

    @Test
    void failedAndCutAnswersAreNoConversations() throws IOException {
        add(ONE, "1", "k", A, B, "length");
        store.append(
                ONE,
                List.of("{\"id\":\"2\",\"key\":\"k\",\"status\":503,\"request\":{\"messages\":[]}}", "broken", "{}"));
        assertThat(export(Format.OPENAI, null)).isEmpty();
        assertThat(export(Format.RAW, null)).hasSize(2);
    }

    @Test
    void ratingsAreJoinedAndMayDecide() throws IOException {
        add(ONE, "1", "k", A, B);
        add(ONE, "2", "k", C, D);
        store.append(
                TWO,
                List.of(
                        "{\"id\":\"1\",\"key\":\"k\",\"feedback\":{\"value\":5,\"weight\":1}}",
                        "{\"id\":\"2\",\"key\":\"k\",\"feedback\":{\"value\":-5,\"weight\":1}}",
                        "{\"id\":\"2\",\"key\":\"stranger\",\"feedback\":{\"value\":10,\"weight\":1}}"));
        List<String> good = new ArrayList<>();
        new Export(store, new Wanted(Format.RAW, ONE, ONE, null, 1.0)).write(good::add);
        assertThat(good)
                .singleElement()
                .asString()
                .contains("\"id\":\"1\"", "\"feedback\":[{\"value\":5,\"weight\":1}]");
        assertThat(export(Format.RAW, null))
                .last()
                .asString()
                .contains("\"value\":-5")
                .doesNotContain("10");
    }

    private void add(LocalDate day, String id, String key, String messages, String answer) throws IOException {
        add(day, id, key, messages, answer, "stop");
    }

    private void add(LocalDate day, String id, String key, String messages, String answer, String finish)
            throws IOException {
        store.append(
                day,
                List.of(
                        "{'time':'t','id':'%s','key':'%s','status':200,'request':{'messages':[%s]},'answer':%s,'finish':'%s'}"
                                .formatted(id, key, messages, answer, finish)
                                .replace("'{\\\"", "\"{\\\"")
                                .replace("\\\":1}'", "\\\":1}\"")
                                .replace("'{ \\\"", "\"{ \\\"")
                                .replace("1 }'", "1 }\"")
                                .replace('\'', '"')));
    }

    private List<String> export(Format format, @Nullable String key) throws IOException {
        List<String> lines = new ArrayList<>();
        long count = new Export(store, new Wanted(format, ONE, TWO, key, null)).write(lines::add);
        assertThat(lines).hasSize((int) count);
        return lines;
    }
}
