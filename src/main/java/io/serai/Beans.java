package io.serai;

import io.serai.catalog.Catalog;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.job.DefaultsFile;
import io.serai.provider.Placeholders;
import io.serai.revision.check.Finding;
import io.serai.revision.check.Surroundings;
import io.serai.routing.Ranking;
import io.serai.settings.Overrides;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The beans that routes can refer to, each with what it does: the one table by which they are bound, routes are checked, and {@code
 * docs/beans.md} is written.
 */
public final class Beans {
    private static final Map<String, String> TABLE = table();

    private Beans() {}

    /** Their names, in the order of the table. */
    public static Set<String> names() {
        return TABLE.keySet();
    }

    /** What each of them does, by name. */
    static Map<String, String> all() {
        return TABLE;
    }

    /** The same name, if the table has it. */
    static String known(String name) {
        if (!TABLE.containsKey(name)) {
            throw new IllegalArgumentException("The table of beans has no '" + name + "'");
        }
        return name;
    }

    /** What a check of routes must know of the process. */
    static Surroundings surroundings(Path directory, ClassLoader libraries, Catalog shipped, boolean running) {
        return new Surroundings(
                names(),
                shipped,
                libraries,
                Placeholders::of,
                Map.of("serai.dir", directory.toAbsolutePath().toString()),
                Overrides.ofProcess(),
                folder -> DefaultsFile.mistake(Dialects.SERVERS, folder)
                        .map(mistake -> new Finding(folder.toString(), mistake.line(), mistake.text())),
                running);
    }

    private static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        pipeline(table);
        providers(table);
        http(table);
        jobs(table);
        batches(table);
        return Collections.unmodifiableMap(table);
    }

    private static void pipeline(Map<String, String> table) {
        table.put(
                "acceptRequest",
                "Step: makes a request of whatever came in: JSON in OpenAI's form, or any text as a prompt.");
        table.put("admitClient", "Step: takes from the limits of the client's key, user and team, or refuses.");
        table.put("prompts", "The files of `prompts/`, for the bean `SystemPrompt`.");
        table.put("answers", "The answers of the idempotent consumer.");
        table.put(
                "classify",
                "Step: sets the variables `task` and `complexity`, or the targets that the client has named.");
        table.put("patience", "Load balancer: waits for a target as long as the client allows, and asks again.");
        table.put("clock", "The time as Serai sees it.");
        table.put("llm", "Component: `llm:provider/model` asks a target.");
        for (Ranking ranking : Ranking.values()) {
            table.put(ranking.bean(), "Load balancer: asks the `" + ranking.bean() + "` target of a pool first.");
        }
    }

    private static void providers(Map<String, String> table) {
        table.put("providers", "The providers of the revision.");
        table.put("catalog", "The catalogue of vendors and models.");
        table.put("balances", "The balances of vendors' accounts.");
        table.put("images", "Fetches images for vendors that take no URL.");
        for (ClientDialect dialect : Dialects.CLIENTS) {
            table.put("client-" + dialect.name(), "The dialect `" + dialect.name() + "`, as it is spoken to vendors.");
        }
        table.put("takeQuota", "Step: takes the quota that a call needs, or refuses.");
        table.put(
                "readVendorAnswer", "Step: reads a vendor's answer or failure, and passes on a stream while it comes.");
        table.put("demo", "Step: answers without a vendor.");
    }

    private static void http(Map<String, String> table) {
        table.put("platform-http-router-8080", "The HTTP server, for `platform-http:`.");
        table.put(
                "platform-http-component",
                "The component behind `platform-http:`; answers carry no header that the client has sent.");
        for (ServerDialect dialect : Dialects.SERVERS) {
            String name = dialect.name();
            table.put(Dialects.bean("read", name, "chat"), "Step: reads a chat request in the dialect `" + name + "`.");
            table.put(
                    Dialects.bean("read", name, "embedding"),
                    "Step: reads an embedding request in the dialect `" + name + "`.");
            dialect.operations().keySet().stream()
                    .sorted()
                    .forEach(operation -> table.put(
                            Dialects.bean("answer", name, operation),
                            "Step: answers `" + operation + "` in the dialect `" + name + "`."));
        }
        table.put("speaksAnthropic", "Condition: the client sent the header `anthropic-version`.");
        table.put("explainRoute", "Step: answers what would become of a request.");
        table.put("acceptFeedback", "Step: takes feedback on an answer.");
        table.put("answerNothing", "Step: answers a request in which nothing is asked.");
        table.put("writeAnswer", "Step: writes the answer in the client's dialect.");
        table.put("writeError", "Step: writes the failure in the client's dialect.");
    }

    private static void jobs(Map<String, String> table) {
        table.put("readJob", "Step: reads a request from a file or a message.");
        table.put("writeJob", "Step: writes the answer to a file or a message.");
        table.put("writeReason", "Step: writes why a file or a message failed.");
        table.put("refuseSetAside", "Step: fails with the reason for which the broker set a message aside.");
        table.put("wholeFiles", "File strategy: takes a file when it is whole.");
        table.put("storageAway", "Step: fails while answers cannot be stored, so that no vendor is asked for them.");
        table.put("broker", "The connections to the message broker.");
    }

    private static void batches(Map<String, String> table) {
        table.put("receiveOpenaiFile", "Step: takes an upload of OpenAI's files API.");
        table.put("answerOpenaiFiles", "Step: lists files.");
        table.put("answerOpenaiFile", "Step: describes a file.");
        table.put("answerOpenaiFileDeletion", "Step: deletes a file.");
        table.put("answerOpenaiFileContent", "Step: sends a file.");
        table.put("createOpenaiUpload", "Step: begins an upload in parts of OpenAI's API.");
        table.put("receiveOpenaiUploadPart", "Step: takes a part of an upload.");
        table.put("completeOpenaiUpload", "Step: makes a file of the parts of an upload.");
        table.put("cancelOpenaiUpload", "Step: cancels an upload.");
        table.put("createOpenaiBatch", "Step: begins a batch of OpenAI's API.");
        table.put("answerOpenaiBatches", "Step: lists batches.");
        table.put("answerOpenaiBatch", "Step: describes a batch.");
        table.put("cancelOpenaiBatch", "Step: cancels a batch.");
        table.put("createAnthropicBatch", "Step: begins a batch of Anthropic's API.");
        table.put("answerAnthropicBatches", "Step: lists batches.");
        table.put("answerAnthropicBatch", "Step: describes a batch.");
        table.put("cancelAnthropicBatch", "Step: cancels a batch.");
        table.put("answerAnthropicBatchDeletion", "Step: deletes a batch.");
        table.put("answerAnthropicBatchResults", "Step: sends the results of a batch.");
        table.put("readBatchLine", "Step: reads a line of a batch.");
        table.put("writeBatchLine", "Step: writes the answer to a line of a batch.");
        table.put("writeBatchError", "Step: writes the failure of a line of a batch.");
        table.put("acceptBatchFile", "Step: begins a batch of a file in a folder.");
        table.put("wholeBatchFiles", "File strategy: takes a file of a batch when it is whole.");
    }
}
