package io.serai.ingress.http;

import io.serai.batch.DiskStream;
import io.serai.batch.DiskThreads;
import io.serai.batch.Download;
import io.serai.chat.Answer;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Clearance;
import io.serai.chat.ClientGoneException;
import io.serai.chat.ClientWishes;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Heavy;
import io.serai.chat.InternalException;
import io.serai.chat.Origin;
import io.serai.chat.RejectedException;
import io.serai.chat.RequestBounds;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.dialect.ServerDialect.Operation;
import io.serai.dialect.Trees;
import io.serai.ingress.CallEnd;
import io.serai.ingress.Callers;
import io.serai.ingress.Failures;
import io.serai.ingress.GivenBack;
import io.serai.ingress.Wishes;
import io.serai.ingress.edge.BodyShare;
import io.serai.ingress.edge.UploadReader;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.Synchronization;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the HTTP routes: they read a request in the client's dialect, and write its answer or its error. */
public final class HttpIngress {
    private static final Logger LOG = LoggerFactory.getLogger(HttpIngress.class);
    private static final String REQUEST = "serai.request";

    /** What the origin of calls over HTTP is called. */
    public static final String INGRESS = "http";

    /** Whose pools and aliases are in lists of models. */
    private static final String POOLS = "serai";

    private final Vertx vertx;
    private final ServerDialect usual;
    private final Duration keepAlive;
    private final Duration patience;
    private final Function<HttpServerRequest, String> clients;
    private final Function<HttpServerRequest, Caller> callers;
    private final CallObserver observer;

    /**
     * @param usual the dialect of errors in a route that has read no request
     * @param keepAlive how long a stream may be silent before a comment keeps it open; zero for ever
     * @param patience how long a request waits for a quota if it does not say so itself
     * @param clients who sends a request, for keeping clients apart
     * @param callers the client key with which a request was admitted
     * @param observer is notified of every call
     */
    public HttpIngress(
            Vertx vertx,
            ServerDialect usual,
            Duration keepAlive,
            Duration patience,
            Function<HttpServerRequest, String> clients,
            Function<HttpServerRequest, Caller> callers,
            CallObserver observer) {
        this.vertx = vertx;
        this.usual = usual;
        this.keepAlive = keepAlive;
        this.patience = patience;
        this.clients = clients;
        this.callers = callers;
        this.observer = observer;
    }

    /** The step that reads a chat request. */
    public Processor readChat(ServerDialect dialect) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange).from(reply.call().wishes().client());
            ChatRequest request = read(exchange, reply, in, () -> dialect.readChat(in));
            RequestBounds.check(request);
            if (request.stream()) {
                reply.stream(dialect.events(request), keepAlive);
            }
            Callers.asks(reply.call(), request);
            exchange.getMessage().setBody(request);
            exchange.setProperty(REQUEST, request);
        };
    }

    /** The step that reads a request for vectors. */
    public Processor readEmbedding(ServerDialect dialect) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange);
            EmbeddingRequest request = read(exchange, reply, in, () -> dialect.readEmbedding(in));
            RequestBounds.checkVectors(request.model(), request.input(), request.parameters());
            Callers.asks(reply.call(), request);
            exchange.getMessage().setBody(request);
            exchange.setProperty(REQUEST, request);
        };
    }

    /** The step that answers what needs no model. */
    public Processor answer(ServerDialect dialect, Operation operation, Supplier<List<ModelEntry>> models) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange)
                    .from(reply.call().wishes().client())
                    .with(reply.call().caller());
            List<ModelEntry> known = shown(models.get(), reply.call());
            byte[] answer = read(exchange, reply, in, () -> operation.answer(in, known));
            respond(exchange, reply, 200, answer);
            reply.call().report().answered(null);
        };
    }

    /** The step that answers what waits for the disk, or for the database of jobs. */
    public Processor work(ServerDialect dialect, Operation operation) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange)
                    .from(reply.call().wishes().client())
                    .with(reply.call().caller());
            reply.call().size(in.body().length);
            Trees trees = new Trees();
            exchange.getExchangeExtension().addOnCompletion(new GivenBack(trees));
            byte[] answer = DiskThreads.call(() -> trees.reading(() -> operation.answer(in, List.of())));
            respond(exchange, reply, 200, answer);
            reply.call().report().answered(null);
        };
    }

    /**
     * The step that keeps a file which came in a form.
     *
     * @param wanted how the form must be, for a client that has sent none
     */
    public Processor receive(ServerDialect dialect, String wanted, Receiver receiver) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange)
                    .from(reply.call().wishes().client())
                    .with(reply.call().caller());
            UploadReader.Upload upload =
                    UploadReader.of(exchange.getMessage(HttpMessage.class).getRequest());
            if (upload == null) {
                throw RejectedException.badRequest(wanted, null);
            }
            respond(exchange, reply, 200, DiskThreads.call(() -> receiver.keep(in, upload)));
            reply.call().report().answered(null);
        };
    }

    /** Keeps a file that came in. */
    @FunctionalInterface
    public interface Receiver {
        byte[] keep(Inbound in, UploadReader.Upload upload);
    }

    /** The step that answers with a file. */
    public Processor download(ServerDialect dialect, Function<Inbound, Download> source) {
        return exchange -> {
            HttpReply reply = open(exchange, dialect);
            Inbound in = Arrivals.inbound(exchange)
                    .from(reply.call().wishes().client())
                    .with(reply.call().caller());
            Download file = DiskThreads.call(() -> source.apply(in));
            respond(exchange, reply, 200, new byte[0]);
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, file.type());
            exchange.getMessage().setBody(new DiskStream(file.path()));
            reply.call().report().answered(null);
        };
    }

    /** What the caller may ask for; nobody is shown what is kept from them. */
    private static List<ModelEntry> shown(List<ModelEntry> models, Call call) {
        if (call.clearance() == Clearance.FREE) {
            return models;
        }
        return models.stream()
                .filter(model ->
                        call.clearance().shows(model.id(), model.owner().equals(POOLS)))
                .toList();
    }

    /** Reads a request, whose memory is counted until its exchange is done with. */
    private static <T> T read(Exchange exchange, HttpReply reply, Inbound in, Supplier<T> reader) {
        Call call = reply.call();
        int size = (int) Math.min(reply.dialect().bytes(in), Integer.MAX_VALUE);
        call.size(size);
        if (size < Heavy.LARGE) {
            return reader.get();
        }
        Trees trees = new Trees();
        exchange.getExchangeExtension().addOnCompletion(new GivenBack(trees));
        return Heavy.compute(call, () -> trees.reading(reader));
    }

    /** The step that gives an answer in which nothing is said, to a request in which nothing is asked. */
    public void answerNothing(Exchange exchange) {
        Object asked = exchange.getProperty(REQUEST);
        if (asked instanceof ChatRequest chat) {
            exchange.getMessage().setBody(new ChatResponse("", 0, chat.model(), List.of(), null, Map.of()));
        } else if (asked instanceof EmbeddingRequest vectors) {
            exchange.getMessage().setBody(new EmbeddingResponse(vectors.model(), List.of(), null, Map.of()));
        }
    }

    /** The step that writes an answer. */
    public void write(Exchange exchange) {
        HttpReply reply = replyOf(exchange);
        if (reply.left()) {
            throw new ClientGoneException();
        }
        Object body = exchange.getMessage().getBody();
        Answer answer = body instanceof Answer given ? given : null;
        switch (answer) {
            case ChatResponse chat
            when reply.streams() -> {
                if (!reply.started()) {
                    boolean usage =
                            exchange.getProperty(REQUEST) instanceof ChatRequest asked && asked.wantsUsageInStream();
                    inPieces(chat, usage).forEach(reply::accept);
                }
                reply.complete();
            }
            case ChatResponse chat
            when exchange.getProperty(REQUEST) instanceof ChatRequest asked ->
                respond(exchange, reply, 200, reply.dialect().writeChat(chat, asked));
            case EmbeddingResponse vectors
            when exchange.getProperty(REQUEST) instanceof EmbeddingRequest asked ->
                respond(exchange, reply, 200, reply.dialect().writeEmbedding(vectors, asked));
            case null, default -> throw noAnswer(body);
        }
        reply.call().report().answered(answer);
    }

    private static RejectedException noAnswer(@Nullable Object body) {
        String what = body == null ? "nothing" : "a " + body.getClass().getSimpleName();
        return new RejectedException(
                500,
                "no_answer",
                "The routes gave no answer: their last step left " + what
                        + ". Let each way through a pool end at a target.",
                null);
    }

    /** The step that writes an error. */
    public void writeError(Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        HttpReply reply = exchange.getProperty(HttpReply.PROPERTY, HttpReply.class);
        if (reply == null) {
            Call known = exchange.getProperty(Call.PROPERTY, Call.class);
            Call call = known == null ? Call.of(ClientWishes.NONE) : known;
            ChatException error = Failures.toTell(cause, call);
            call.report().failed(error);
            exchange.getMessage().removeHeaders("*");
            respond(exchange, call, usual, error.status(), usual.writeError(error, call.id()));
            tellWhen(exchange, error);
            return;
        }
        ChatException error = Failures.toTell(cause, reply.call());
        if (error instanceof ClientGoneException) {
            reply.call().report().abandoned();
            reply.abandon();
            return;
        }
        reply.call().report().failed(error);
        if (error.status() >= 500 && !(error instanceof InternalException)) {
            LOG.warn("{} {} {}", reply.call().id(), error.status(), error.reason());
        }
        if (reply.headSent()) {
            reply.fail(error);
            return;
        }
        respond(
                exchange,
                reply,
                error.status(),
                reply.dialect().writeError(error, reply.call().id()));
        tellWhen(exchange, error);
    }

    private static void tellWhen(Exchange exchange, ChatException error) {
        if (error.retryAt() != null) {
            exchange.getMessage().setHeader("retry-after", ReplyHeaders.secondsUntil(error.retryAt()));
        }
        if (error.lasting()) {
            // The SDKs of OpenAI and Anthropic heed it: https://github.com/openai/openai-python, _should_retry.
            exchange.getMessage().setHeader("x-should-retry", "false");
        }
    }

    private HttpReply open(Exchange exchange, ServerDialect dialect) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        MultiMap headers = message.getRequest().headers();
        Map<String, Object> kept = Arrivals.keepForRoutes(message, headers);
        ClientWishes wishes;
        try {
            wishes = Wishes.read(message.getRequest(), clients.apply(message.getRequest()), patience);
        } catch (RejectedException e) {
            exchange.setProperty(
                    HttpReply.PROPERTY,
                    new HttpReply(vertx, message.getResponse(), dialect, Call.of(ClientWishes.NONE), kept));
            throw e;
        }
        Call call = Arrivals.call(message.getRequest(), wishes);
        call.caller(callers.apply(message.getRequest()));
        HttpReply reply = new HttpReply(vertx, message.getResponse(), dialect, call, kept);
        CallEnd.of(exchange, call, new Origin(INGRESS, dialect.name()), observer);
        BodyShare share = BodyShare.of(message.getRequest());
        if (share != null) {
            share.hold();
            exchange.getExchangeExtension().addOnCompletion(new Release(share));
        }
        exchange.setProperty(HttpReply.PROPERTY, reply);
        return reply;
    }

    /** Gives back what the body of a request takes, when nothing works on it any more. */
    private record Release(BodyShare share) implements Synchronization {
        @Override
        public void onComplete(Exchange exchange) {
            share.release();
        }

        @Override
        public void onFailure(Exchange exchange) {
            share.release();
        }
    }

    private static HttpReply replyOf(Exchange exchange) {
        HttpReply reply = exchange.getProperty(HttpReply.PROPERTY, HttpReply.class);
        if (reply == null) {
            throw new IllegalStateException("This step belongs into a route that has read a request over HTTP");
        }
        return reply;
    }

    private static void respond(Exchange exchange, HttpReply reply, int status, byte[] body) {
        reply.sent().forEach((name, value) -> {
            if (value == exchange.getMessage().getHeader(name)) {
                exchange.getMessage().removeHeader(name);
            }
        });
        respond(exchange, reply.call(), reply.dialect(), status, body);
    }

    private static void respond(Exchange exchange, Call call, ServerDialect dialect, int status, byte[] body) {
        Message message = exchange.getMessage();
        message.setBody(ByteBuffer.wrap(body));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        ReplyHeaders.of(call, dialect).forEach(message::setHeader);
    }

    /** A whole answer as a stream: what it says, and the usage after it if that was asked for. */
    private static List<ChatResponse> inPieces(ChatResponse whole, boolean usage) {
        ChatResponse said =
                new ChatResponse(whole.id(), whole.created(), whole.model(), whole.choices(), null, whole.extras());
        if (!usage || whole.usage() == null) {
            return List.of(said);
        }
        return List.of(
                said, new ChatResponse(whole.id(), whole.created(), whole.model(), List.of(), whole.usage(), Map.of()));
    }
}
