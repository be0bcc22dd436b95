package io.serai.ingress.job;

import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.dialect.RequestShape;
import io.serai.dialect.ServerDialect;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a file or a message asks: a prompt, perhaps with front matter, or a JSON request in a client's dialect. A file is a request if
 * its name ends with {@code .json}, a message if it is a JSON object.
 */
final class JobReader {
    /** The header that says in which dialect a request is written. */
    private static final String DIALECT = "x-serai-dialect";

    private final List<ServerDialect> dialects;
    private final OptionFields fields;
    private final long limit;

    /**
     * @param dialects in which requests may be written, OpenAI's first
     * @param limit the size of the largest job, in bytes
     */
    JobReader(List<ServerDialect> dialects, long limit) {
        this.dialects = dialects;
        this.fields = fields(dialects);
        this.limit = limit;
    }

    /** What reads the options of jobs. */
    static OptionFields fields(List<ServerDialect> dialects) {
        return new OptionFields(
                dialects.getFirst(), dialects.stream().map(ServerDialect::name).toList());
    }

    /**
     * What a job asks.
     *
     * @param job the job, with the dialect of its request
     * @param options what its folder and its front matter set
     * @param text the prompt without its front matter, or the JSON
     * @param vectors whether it asks for vectors
     */
    record Asked(Job job, JobOptions options, String text, boolean vectors) {

        /** The request of a prompt. */
        ChatRequest prompt() {
            return options.complete(ChatRequest.ofPrompt(text));
        }

        byte[] json() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @throws RejectedException if it cannot be read */
    Asked read(Exchange exchange, Job job) {
        JobOptions defaults = exchange.getProperty(WholeFiles.DEFAULTS, JobOptions.NONE, JobOptions.class);
        String whole = whole(exchange, job);
        Optional<FrontMatter> front = job.file() && !job.json() && FrontMatter.isIn(job.name())
                ? FrontMatter.of(whole, job.name())
                : Optional.empty();
        String text = front.map(FrontMatter::prompt).orElse(whole).strip();
        if (text.isEmpty()) {
            String what = job.file() ? "file" : "message";
            throw RejectedException.badRequest(
                    front.isPresent() ? "The file has front matter and no prompt." : "The " + what + " is empty.",
                    null);
        }
        if (job.json() || (!job.file() && text.startsWith("{"))) {
            return request(exchange, job, defaults, text);
        }
        JobOptions own = front.map(it -> fields.frontMatter(it, job.name())).orElse(JobOptions.NONE);
        return new Asked(job, own.or(defaults), text, false);
    }

    private Asked request(Exchange exchange, Job job, JobOptions defaults, String text) {
        String named = exchange.getMessage().getHeader(DIALECT, defaults.dialect(), String.class);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        RequestShape shape = named.isBlank() ? RequestShape.of(json) : RequestShape.of(json, named.strip());
        return new Asked(job.asJson(dialect(shape.dialect())), defaults, text, shape.vectors());
    }

    private ServerDialect dialect(String name) {
        return dialects.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RejectedException.badRequest(
                        "The header " + DIALECT + " names no dialect. There are: "
                                + String.join(
                                        ", ",
                                        dialects.stream()
                                                .map(ServerDialect::name)
                                                .toList())
                                + '.',
                        null));
    }

    private String whole(Exchange exchange, Job job) {
        Message message = exchange.getMessage();
        String what = job.file() ? "file" : "message";
        Long length = message.getHeader(Exchange.FILE_LENGTH, Long.class);
        if (length != null && length > limit) {
            throw tooLarge(what);
        }
        byte[] bytes = bytes(exchange);
        if (bytes != null && bytes.length > limit) {
            throw tooLarge(what);
        }
        return bytes == null ? "" : Texts.decode(bytes, what);
    }

    private RejectedException tooLarge(String what) {
        return new RejectedException(
                413,
                "request_too_large",
                "The " + what + " is larger than " + limit + " bytes (serai.http.body-limit).",
                null);
    }

    /** A file of this machine is read only if it may be, however it came here. */
    private byte @Nullable [] bytes(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof GenericFile<?> file && file.getFile() instanceof File local)) {
            return exchange.getMessage().getBody(byte[].class);
        }
        byte[] content = exchange.getProperty(WholeFiles.CONTENT, byte[].class);
        if (content != null) {
            return content;
        }
        try {
            Path folder = Path.of(String.valueOf(file.getEndpointPath())).toAbsolutePath();
            return PlainFiles.read(folder, local.toPath().toAbsolutePath(), limit)
                    .orElseThrow(() -> tooLarge("file"));
        } catch (IOException e) {
            throw RejectedException.badRequest("The file cannot be read: " + e.getMessage(), null);
        }
    }
}
