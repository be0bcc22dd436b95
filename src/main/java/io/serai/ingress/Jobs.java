package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.Heavy;
import io.serai.chat.Origin;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.RequestBounds;
import io.serai.dialect.Fields;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the routes for folders and queues: they read a prompt or a request, write its answer, or say why it has none. A file is a
 * request if its name ends with {@code .json}, a message if it is a JSON object; anything else is a prompt.
 */
public final class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private static final String REQUEST = "serai.request";

    /** The variables of a folder's routes: under which name an answer is written until it is whole, and the name of the reason. */
    private static final String HIDDEN = "hidden";

    private static final String CLIENT_KEY = "clientKey";

    private static final String REASON = "reasonFile";

    private final ServerDialect dialect;
    private final long limit;
    private final Replies replies;
    private final CallObserver observer;

    /**
     * @param limit the size of the largest job, in bytes
     * @param replies the queues to which messages may have their answers sent; a name may end in {@code *}
     * @param observer is told of every call
     */
    public Jobs(ServerDialect dialect, long limit, List<String> replies, CallObserver observer) {
        this.dialect = dialect;
        this.limit = limit;
        this.replies = new Replies(replies);
        this.observer = observer;
    }

    /**
     * The step that reads a job. It sets the variable {@code job} to {@code chat} or {@code embeddings}. The header {@code x-serai-task}
     * names the pool that shall answer, as it does over HTTP, and {@code x-serai-wait} says how long the job waits for a quota. The variable
     * {@code clientKey} names the client key to which the job is charged.
     */
    public void read(Exchange exchange) {
        Message message = exchange.getMessage();
        Job job = Job.of(message);
        job.putInto(exchange);
        String task = message.getHeader("x-serai-task", "", String.class);
        Duration patience = Wishes.patience(message.getHeader(Wishes.PATIENCE, "", String.class), Duration.ZERO);
        message.removeHeader(Wishes.PATIENCE);
        Call call = Call.of(new ClientWishes(task.strip(), "", true, true, patience));
        call.caller(caller(exchange));
        CallEnd.of(exchange, call, new Origin(job.file() ? "folder" : "queue", dialect.name()), observer);
        if (!job.file()) {
            Messages.check(exchange, replies);
        } else {
            exchange.setVariable(HIDDEN, FileNames.around(".", job.name(), ""));
            Outlets.refuseIfTaken(exchange, job.name());
        }
        String text = text(exchange, job);
        if (!job.json() && !(text.startsWith("{") && !job.file())) {
            ChatRequest request = ChatRequest.ofPrompt(text);
            call.size(text.length());
            Callers.asks(call, request.model(), request, request.parameters());
            message.setBody(request);
            exchange.setVariable("job", "chat");
            return;
        }
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        call.size(json.length);
        if (Heavy.compute(call, () -> asksForVectors(json))) {
            EmbeddingRequest request = Heavy.compute(call, () -> dialect.readEmbedding(Inbound.of(json)));
            RequestBounds.checkVectors(request.model(), request.input(), request.parameters());
            Callers.asks(call, request.model(), request, request.parameters());
            job.asJson().forVectors(request).putInto(exchange);
            message.setBody(request);
            exchange.setVariable("job", "embeddings");
        } else {
            job.asJson().putInto(exchange);
            ChatRequest request = whole(Heavy.compute(call, () -> dialect.readChat(Inbound.of(json))));
            RequestBounds.check(request);
            Callers.asks(call, request.model(), request, request.parameters());
            exchange.setProperty(REQUEST, request);
            message.setBody(request);
            exchange.setVariable("job", "chat");
        }
    }

    /** The client key to which a step of the route charges a job, by its id in a variable: nobody else can set that. */
    static Caller caller(Exchange exchange) {
        String key = exchange.getVariable(CLIENT_KEY, "", String.class);
        return key.isBlank() ? Caller.NONE : Caller.ofKey(key.strip());
    }

    /** The step that writes an answer: a text to a prompt, and OpenAI's form to a request. */
    public void write(Exchange exchange) {
        Job job = Job.in(exchange);
        Message message = exchange.getMessage();
        Object body = message.getBody();
        String answer = switch (body) {
            case ChatResponse chat
            when exchange.getProperty(REQUEST) instanceof ChatRequest request -> utf8(dialect.writeChat(chat, request));
            case ChatResponse chat -> text(chat);
            case EmbeddingResponse vectors
            when job.vectors() != null -> utf8(dialect.writeEmbedding(vectors, job.vectors()));
            case null, default -> throw new IllegalStateException("The routes gave no answer to " + job.name());
        };
        message.setBody(answer);
        Call call = call(exchange);
        call.report().answered(body);
        tell(message, call);
        if (Messages.requesterIsGone(exchange)) {
            LOG.info("{} is answered, and nobody waits for it any more: its temporary queue is gone", call.id());
            exchange.setRouteStop(true);
        }
    }

    /**
     * The step that says why there is no answer: beside a file in words, to who sent a message as OpenAI's error. The headers
     * {@code seraiReason}, {@code seraiCode} and {@code seraiRetryAt} tell it, too.
     */
    public void writeReason(Exchange exchange) {
        Job job = Job.in(exchange);
        Call call = call(exchange);
        ChatException error =
                HttpIngress.toTell(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), call);
        call.report().failed(error);
        LOG.warn("{} {} {}: {}", call.id(), error.status(), job.name(), error.reason());
        Message message = exchange.getMessage();
        message.setBody(job.file() ? Reason.inWords(error, call) : utf8(dialect.writeError(error)));
        tell(message, call);
        if (job.file()) {
            exchange.setVariable(HIDDEN, FileNames.around(".", job.name(), ".reason.txt"));
            exchange.setVariable(REASON, FileNames.around("", job.name(), ".reason.txt"));
        }
        if (Messages.requesterIsGone(exchange)) {
            Messages.replyToNobody(exchange);
        }
        message.setHeader("seraiReason", error.reason());
        message.setHeader("seraiCode", error.code());
        if (error.retryAt() != null) {
            message.setHeader("seraiRetryAt", error.retryAt().toString());
        }
    }

    private String text(Exchange exchange, Job job) {
        Message message = exchange.getMessage();
        String what = job.file() ? "file" : "message";
        Long length = message.getHeader(Exchange.FILE_LENGTH, Long.class);
        byte[] bytes = length != null && length > limit ? null : bytes(exchange);
        if ((length != null && length > limit) || (bytes != null && bytes.length > limit)) {
            throw new RejectedException(
                    413,
                    "request_too_large",
                    "The " + what + " is larger than " + limit + " bytes (serai.http.body-limit).",
                    null);
        }
        String text = bytes == null ? "" : Texts.decode(bytes, what).strip();
        if (text.isEmpty()) {
            throw RejectedException.badRequest("The " + what + " is empty.", null);
        }
        return text;
    }

    /** A file of this machine is read as one that may be read, whoever has brought it here. */
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
                    .orElse(new byte[(int) limit + 1]);
        } catch (IOException e) {
            throw RejectedException.badRequest("The file cannot be read: " + e.getMessage(), null);
        }
    }

    private static boolean asksForVectors(byte[] json) {
        try {
            Fields request = Json.parseObject(json);
            return request.has("input") && !request.has("messages");
        } catch (MalformedException e) {
            // Whoever reads it next says what is wrong with it.
            return false;
        }
    }

    /** The same request, answered whole: nobody reads pieces here. */
    private static ChatRequest whole(ChatRequest request) {
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        parameters.remove("stream_options");
        return request.withParameters(parameters).withStream(false);
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
        message.setHeader("seraiTarget", call.target());
        message.setHeader("seraiTask", call.task());
        message.setHeader("seraiCache", call.cache());
        message.setHeader("seraiAttempts", call.trail());
    }

    private static String utf8(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
