package io.serai;

import io.serai.batch.AnthropicBatches;
import io.serai.batch.Batches;
import io.serai.batch.OpenAiBatches;
import io.serai.batch.OpenAiFiles;
import io.serai.batch.OpenAiUploads;
import io.serai.batch.Shelf;
import io.serai.batch.vendor.Desk;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.ServerDialect.Operation;
import io.serai.ingress.edge.UploadReader;
import io.serai.ingress.http.HttpIngress;
import io.serai.ingress.job.BatchFolder;
import io.serai.ingress.job.BatchLines;
import io.serai.ingress.job.Intake;
import io.serai.ingress.job.WholeFiles;
import io.serai.revision.Revision;
import io.serai.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs, put together from their parts, and the steps that the routes have for them. */
final class Jobbing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);

    private final Batches batches;
    private final BatchEngine engine;
    private final VendorAccounts vendors;
    private final UploadReader uploads;
    private final long largestFile;

    /**
     * @param serving the revision that answers; null while none does
     * @param waiting lets requests that wait for a limit look again whether they are wanted
     */
    Jobbing(
            Settings settings,
            Path data,
            InstantSource clock,
            Usages usages,
            Supplier<@Nullable Revision> serving,
            Runnable waiting) {
        Shelf shelf = new Shelf(data);
        boolean inMemory = settings.text("serai.store.url").startsWith("jdbc:h2:mem:");
        this.engine = new BatchEngine(serving, waiting);
        this.vendors = new VendorAccounts(serving);
        this.batches = new Batches(
                usages.store(),
                () -> {
                    usages.open();
                    if (inMemory) {
                        LOG.warn(
                                "serai.store.url keeps the database in memory: a restart forgets all jobs, and which of"
                                        + " their lines are answered");
                    }
                },
                shelf,
                engine,
                clock,
                (int) Math.min(Integer.MAX_VALUE - 8, settings.bytes("serai.http.body-limit")),
                (int) settings.number("serai.batch.parallel"),
                settings.duration("serai.batch.keep"),
                settings.bytes("serai.batch.storage-limit"),
                lease(settings),
                new Desk(
                        vendors,
                        clock,
                        settings.duration("serai.batch.gather"),
                        settings.duration("serai.batch.poll")));
        this.largestFile = settings.bytes("serai.batch.file-limit");
        this.uploads = new UploadReader(shelf::upload, largestFile);
    }

    /** Not so short that a busy machine loses it. */
    private static Duration lease(Settings settings) {
        Duration lease = settings.duration("serai.batch.lease");
        return lease.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : lease;
    }

    Batches batches() {
        return batches;
    }

    UploadReader uploads() {
        return uploads;
    }

    void begin() {
        batches.begin();
    }

    /** Gives a revision the steps. */
    void bind(
            Steps steps,
            HttpIngress http,
            List<ServerDialect> servers,
            Intake intake,
            ToLongFunction<Call> costs,
            CallObserver observer) {
        BatchLines lines = new BatchLines(path -> at(servers, path), costs, observer);
        steps.step("readBatchLine", lines::read);
        steps.step("writeBatchLine", lines::write);
        steps.step("writeBatchError", lines::writeError);
        steps.bind("acceptBatchFile", new BatchFolder(batches));
        // What is copied to be read later need not be read now.
        steps.bind("wholeBatchFiles", new WholeFiles(intake, 0));
        ServerDialect openai = Dialects.OPENAI;
        ServerDialect anthropic = named(servers, "anthropic");
        OpenAiFiles files = new OpenAiFiles(batches);
        steps.bind(
                "receiveOpenaiFile",
                http.receive(
                        openai,
                        "Send the file as the field 'file' of multipart/form-data, with a filename, and with the field"
                                + " 'purpose'.",
                        (in, upload) -> files.create(in, upload.path(), upload.name(), upload.form())));
        OpenAiUploads parts = new OpenAiUploads(batches, largestFile);
        steps.bind(
                "receiveOpenaiUploadPart",
                http.receive(
                        openai,
                        "Send the part as the field 'data' of multipart/form-data, with a filename.",
                        (in, upload) -> parts.part(in, upload.path())));
        operations(parts).forEach((name, operation) -> steps.bind(name, http.work(openai, operation)));
        steps.bind("answerOpenaiFileContent", http.download(openai, files::content));
        operations(files).forEach((name, operation) -> steps.bind(name, http.work(openai, operation)));
        AnthropicBatches messages = new AnthropicBatches(batches);
        steps.bind("answerAnthropicBatchResults", http.download(anthropic, messages::results));
        operations(messages).forEach((name, operation) -> steps.bind(name, http.work(anthropic, operation)));
    }

    private Map<String, Operation> operations(OpenAiFiles files) {
        OpenAiBatches openai = new OpenAiBatches(batches);
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("answerOpenaiFiles", (in, models) -> files.list(in));
        operations.put("answerOpenaiFile", (in, models) -> files.get(in));
        operations.put("answerOpenaiFileDeletion", (in, models) -> files.delete(in));
        operations.put("createOpenaiBatch", (in, models) -> openai.create(in));
        operations.put("answerOpenaiBatches", (in, models) -> openai.list(in));
        operations.put("answerOpenaiBatch", (in, models) -> openai.get(in));
        operations.put("cancelOpenaiBatch", (in, models) -> openai.cancel(in));
        return operations;
    }

    private static Map<String, Operation> operations(OpenAiUploads uploads) {
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("createOpenaiUpload", (in, models) -> uploads.create(in));
        operations.put("completeOpenaiUpload", (in, models) -> uploads.complete(in));
        operations.put("cancelOpenaiUpload", (in, models) -> uploads.cancel(in));
        return operations;
    }

    private static Map<String, Operation> operations(AnthropicBatches messages) {
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("createAnthropicBatch", (in, models) -> messages.create(in));
        operations.put("answerAnthropicBatches", (in, models) -> messages.list(in));
        operations.put("answerAnthropicBatch", (in, models) -> messages.get(in));
        operations.put("cancelAnthropicBatch", (in, models) -> messages.cancel(in));
        operations.put("answerAnthropicBatchDeletion", (in, models) -> messages.delete(in));
        return operations;
    }

    private static ServerDialect at(List<ServerDialect> servers, String path) {
        Function<String, ServerDialect> by = name -> named(servers, name);
        return switch (path) {
            case "/v1/responses" -> by.apply("responses");
            case "/v1/completions" -> by.apply("completions");
            case "/v1/messages" -> by.apply("anthropic");
            default -> by.apply("openai");
        };
    }

    private static ServerDialect named(List<ServerDialect> servers, String name) {
        return servers.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        batches.close();
        vendors.close();
    }
}
