package io.serai.ingress.job;

import io.serai.batch.FolderNames;
import io.serai.chat.Answer;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Heavy;
import io.serai.chat.Origin;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.RequestBounds;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.CallEnd;
import io.serai.ingress.Callers;
import io.serai.ingress.Failures;
import io.serai.ingress.Wishes;
import io.serai.ingress.job.JobReader.Asked;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the routes for folders and queues: they read a prompt or a request, write its answer, or say why it has none.
 */
public final class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** What the origin of calls is called that come as files. */
    public static final String FOLDER = "folder";

    /** What the origin of calls is called that come as messages. */
    public static final String QUEUE = "queue";

    private static final String REQUEST = "serai.request";

    /** The header that names the task of a request. */
    private static final String TASK = "x-serai-task";

    /** The variables of a folder's routes: under which name an answer is written until it is whole, and where its reason goes. */
    private static final String HIDDEN = "hidden";

    private static final String REASON = "reasonFile";
    private static final String REASON_PATH = "reasonPath";

    private final ServerDialect openai;
    private final JobReader reader;
    private final Replies replies;
    private final CallObserver observer;

    /**
     * @param dialects in which requests may be written, OpenAI's first
     * @param limit the size of the largest job, in bytes
     * @param replies the queues to which messages may have their answers sent; a name may end in {@code *}
     * @param observer is notified of every call
     */
    public Jobs(List<ServerDialect> dialects, long limit, List<String> replies, CallObserver observer) {
        this.openai = dialects.getFirst();
        this.reader = new JobReader(dialects, limit);
        this.replies = new Replies(replies);
        this.observer = observer;
    }

    /**
     * The step that reads a job. It sets the variable {@code job} to {@code chat} or {@code embeddings}. The header {@code x-serai-task}
     * names the pool that shall answer, as it does over HTTP, {@code x-serai-wait} says how long the job waits for a quota, and
     * {@code x-serai-dialect} in which dialect a request is written whose shape leaves that open. The variable {@code clientKey} names the
     * client key to which the job is charged.
     */
    public void read(Exchange exchange) {
        Job job = Job.of(exchange.getMessage());
        job.putInto(exchange);
        Asked asked;
        Duration patience;
        try {
            check(exchange, job);
            asked = reader.read(exchange, job);
            patience = patience(exchange, job);
        } catch (ChatException e) {
            begin(exchange, job, JobOptions.NONE, Duration.ZERO);
            throw e;
        }
        asked.job().putInto(exchange);
        Call call = begin(exchange, asked.job(), asked.options(), patience);
        if (!asked.job().json()) {
            call.size(asked.text().length());
            chat(exchange, call, asked.prompt());
        } else if (asked.vectors()) {
            vectors(exchange, call, asked);
        } else {
            byte[] json = asked.json();
            call.size(json.length);
            ServerDialect dialect = dialect(asked.job());
            ChatRequest request =
                    asked.options().complete(whole(Heavy.compute(call, () -> dialect.readChat(Inbound.of(json)))));
            exchange.setProperty(REQUEST, request);
            chat(exchange, call, request);
        }
    }

    /** Looks at a job before anybody reads it. */
    private void check(Exchange exchange, Job job) {
        if (!job.file()) {
            Messages.check(exchange, replies);
        } else {
            exchange.setVariable(HIDDEN, FolderNames.around(".", job.name(), ""));
            Outlets.refuseIfTaken(exchange, job.name());
        }
    }

    /** How long it waits for a quota: as its route says, and no longer than it lives. */
    private static Duration patience(Exchange exchange, Job job) {
        Message message = exchange.getMessage();
        Duration patience = Wishes.patience(message.getHeader(Wishes.PATIENCE, "", String.class), Duration.ZERO);
        Instant end = job.file() ? null : Messages.end(message);
        Duration left = end == null ? patience : Duration.between(Instant.now(), end);
        return left.compareTo(patience) < 0 ? left : patience;
    }

    private Call begin(Exchange exchange, Job job, JobOptions options, Duration patience) {
        Message message = exchange.getMessage();
        String task = options.task().isEmpty() ? message.getHeader(TASK, "", String.class) : options.task();
        message.removeHeader(Wishes.PATIENCE);
        Call call = Call.of(new ClientWishes(task.strip(), "", true, true, patience));
        call.caller(Callers.of(exchange));
        String ingress = job.file() ? FOLDER : QUEUE;
        CallEnd.of(exchange, call, new Origin(ingress, dialect(job).name()), observer);
        return call;
    }

    /** The step for a message that the broker has set aside by itself: it fails with the reason. */
    public void refuseSetAside(Exchange exchange) {
        Job job = Job.of(exchange.getMessage());
        job.putInto(exchange);
        RejectedException why = Messages.whySetAside(exchange.getMessage());
        begin(exchange, job, JobOptions.NONE, Duration.ZERO);
        Messages.check(exchange, replies);
        throw why;
    }

    private static void chat(Exchange exchange, Call call, ChatRequest request) {
        RequestBounds.check(request);
        Callers.asks(call, request);
        exchange.getMessage().setBody(request);
        exchange.setVariable("job", "chat");
    }

    private void vectors(Exchange exchange, Call call, Asked asked) {
        byte[] json = asked.json();
        call.size(json.length);
        ServerDialect dialect = dialect(asked.job());
        EmbeddingRequest request = Heavy.compute(call, () -> dialect.readEmbedding(Inbound.of(json)));
        RequestBounds.checkVectors(request.model(), request.input(), request.parameters());
        Callers.asks(call, request);
        asked.job().forVectors(request).putInto(exchange);
        exchange.getMessage().setBody(request);
        exchange.setVariable("job", "embeddings");
    }

    private ServerDialect dialect(Job job) {
        return job.dialect() == null ? openai : job.dialect();
    }

    /** The step that writes an answer: a text to a prompt, and its own dialect to a request. */
    public void write(Exchange exchange) {
        Job job = Job.in(exchange);
        Message message = exchange.getMessage();
        Answer body = message.getBody() instanceof Answer given ? given : null;
        String answer = switch (body) {
            case ChatResponse chat
            when exchange.getProperty(REQUEST) instanceof ChatRequest request ->
                utf8(dialect(job).writeChat(chat, request));
            case ChatResponse chat -> text(chat);
            case EmbeddingResponse vectors
            when job.vectors() != null -> utf8(dialect(job).writeEmbedding(vectors, job.vectors()));
            case null, default -> throw new IllegalStateException("The routes gave no answer to " + job.name());
        };
        message.setBody(answer);
        Call call = call(exchange);
        call.report().answered(body);
        tell(message, call);
        if (Messages.requesterIsGone(exchange)) {
            LOG.info("{} is answered, but its temporary queue is gone, so nobody gets the answer", call.id());
            exchange.setRouteStop(true);
        }
    }

    /**
     * The step that says why there is no answer: beside a file in words, to who sent a message as an error in its dialect. The headers
     * {@code seraiReason}, {@code seraiCode} and {@code seraiRetryAt} have it, too.
     */
    public void writeReason(Exchange exchange) {
        Job job = Job.in(exchange);
        Call call = call(exchange);
        ChatException error = Failures.toTell(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), call);
        call.report().failed(error);
        LOG.warn("{} {} {}: {}", call.id(), error.status(), job.name(), error.reason());
        Message message = exchange.getMessage();
        message.setBody(
                job.file() ? Reason.inWords(error, call) : utf8(dialect(job).writeError(error, call.id())));
        tell(message, call);
        if (job.file()) {
            exchange.setVariable(HIDDEN, FolderNames.around(".", job.name(), ".reason.txt"));
            String reason = FolderNames.around("", job.name(), ".reason.txt");
            exchange.setVariable(REASON, reason);
            exchange.setVariable(REASON_PATH, Outlets.besideFailed(exchange, reason));
        }
        if (Messages.requesterIsGone(exchange)) {
            Messages.replyToNobody(exchange);
        }
        if (!Messages.source(exchange).isEmpty()) {
            message.setHeader("seraiQueue", Messages.source(exchange));
        }
        message.setHeader("seraiReason", error.reason());
        message.setHeader("seraiCode", error.code());
        if (error.retryAt() != null) {
            message.setHeader("seraiRetryAt", error.retryAt().toString());
        }
    }

    /** The same request, answered whole: nobody reads pieces here. */
    private static ChatRequest whole(ChatRequest request) {
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        parameters.remove("stream_options");
        return new ChatRequest(
                request.dialect(),
                request.model(),
                request.messages(),
                request.tools(),
                false,
                parameters,
                request.original());
    }

    private static String text(ChatResponse answer) {
        StringBuilder text = new StringBuilder(answer.text());
        if (text.isEmpty() && !answer.choices().isEmpty()) {
            for (Part part : answer.choices().getFirst().message().parts()) {
                if (part instanceof Part.Refusal refusal) {
                    text.append(refusal.text());
                }
            }
        }
        if (text.toString().isBlank()) {
            Choice first = answer.choices().isEmpty() ? null : answer.choices().getFirst();
            throw new RejectedException(
                    422,
                    "no_text",
                    "The model answered without any text" + (first == null ? "" : " (" + first.finishReason() + ")")
                            + ". A .json request shows what it answered.",
                    null);
        }
        return text.toString();
    }

    private static Call call(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        return call == null ? Call.of(ClientWishes.NONE) : call;
    }

    private static void tell(Message message, Call call) {
        message.setHeader("seraiRequestId", call.id());
        message.setHeader("seraiTarget", call.trail().target());
        message.setHeader("seraiTask", call.task());
        message.setHeader("seraiCache", call.cache());
        message.setHeader("seraiAttempts", call.trail().toString());
    }

    private static String utf8(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
