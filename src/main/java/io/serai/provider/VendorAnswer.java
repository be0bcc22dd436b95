package io.serai.provider;

import io.serai.chat.Answer;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.Bounds;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Trees;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.answer.ChoiceEnds;
import io.serai.provider.answer.EmptyArguments;
import io.serai.provider.answer.EndOfAnswer;
import io.serai.provider.answer.JsonAnswer;
import io.serai.provider.answer.SignsOfLife;
import io.serai.provider.answer.UnfitAnswerException;
import io.serai.provider.failure.RateHeaders;
import io.serai.provider.failure.Secrets;
import io.serai.provider.refusal.Lesson;
import io.serai.provider.refusal.Refusals;
import io.serai.quota.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Turns a vendor's HTTP answer into a canonical one, or into the exception that says what its failure means. A stream is passed on
 * piece by piece while it comes; what comes before the first piece that says something is held back, so that until then another target
 * may answer instead. Runs inside the breaker, and leaves nothing of the answer unread.
 */
public final class VendorAnswer implements Processor {
    private static final int LONGEST_ERROR = 64 << 10;

    /** Of one answer; the largest {@code n} that a vendor takes is 128. */
    private static final int MOST_CHOICES = 256;

    /** Pieces of a stream that say nothing before one that does. */
    private static final int MOST_HELD_BACK = 10_000;

    /** Bytes before an answer begins; some servers send blanks to keep a connection open. */
    private static final int MOST_BLANKS = 1 << 20;

    /** Bytes of memory of a piece besides its texts, as estimated. */
    private static final int PIECE = 1000;

    /** Bytes after an answer for which its connection is not closed. */
    private static final int LONGEST_REST = 64 << 10;

    @Override
    public void process(Exchange exchange) {
        VendorCall attempt = exchange.getProperty(VendorCall.PROPERTY, VendorCall.class);
        Message message = exchange.getMessage();
        InputStream body = message.getBody(InputStream.class);
        Trees trees = new Trees();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, int.class);
        boolean well = status >= 200 && status < 300;
        InputStream all = body == null ? new ByteArrayInputStream(new byte[0]) : body;
        // Errors have a redaction of their own.
        all = well ? KeylessStream.of(all, attempt.provider().keys()) : all;
        SignsOfLife in = new SignsOfLife(new EndOfAnswer(all, attempt::isComplete), attempt::lives);
        try {
            attempt.waitsFor(VendorCall.Phase.NEXT_BYTE);
            attempt.permits().arrived(well);
            Provider provider = attempt.provider();
            for (Reading reading :
                    RateHeaders.read(message.getHeaders(), provider.state().now(), provider.vendor())) {
                attempt.permits().observe(reading);
            }
            ClientDialect dialect = attempt.provider().dialect();
            if (!well) {
                throw dialect.readError(status, headers(message), in.readNBytes(LONGEST_ERROR));
            }
            attempt.sent(null);
            trees.enter();
            Answer answer = attempt.request() instanceof ChatRequest chat
                    ? chat(attempt, chat, begun(dialect, in), in, trees)
                    : dialect.readEmbedding(in).orFrom(attempt.model());
            finish(attempt, in);
            message.setBody(answer);
        } catch (IOException | VendorErrorException | MalformedException | UnfitAnswerException e) {
            attempt.stop();
            throw failure(attempt, e);
        } catch (RuntimeException e) {
            attempt.stop();
            throw e;
        } finally {
            trees.leave(null);
            if (!trees.isEmpty()) {
                exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                    @Override
                    public void onDone(Exchange done) {
                        trees.giveBack();
                    }
                });
            }
            attempt.waitsFor(VendorCall.Phase.OTHER);
        }
    }

    /** Reads the first byte of an answer, which says of which form it is. What comes before it is bounded. */
    private static AnswerReader begun(ClientDialect dialect, SignsOfLife in) throws IOException {
        in.most(MOST_BLANKS);
        AnswerReader reader = dialect.readChat(in);
        in.most(Long.MAX_VALUE);
        return reader;
    }

    private static ChatResponse chat(
            VendorCall attempt, ChatRequest request, AnswerReader reader, SignsOfLife in, Trees trees)
            throws IOException {
        ChatSink sink = request.stream() ? attempt.call().sink() : null;
        ResponseCollector collector = new ResponseCollector();
        List<ChatResponse> heldBack = new ArrayList<>(2);
        boolean translated = request.originalIn(attempt.provider().dialect().name()) == null;
        JsonAnswer json = translated ? JsonAnswer.of(request, attempt.isFormatInWords()) : null;
        EmptyArguments arguments = request.tools().isEmpty() ? null : new EmptyArguments();
        ChoiceEnds ends = new ChoiceEnds(request);
        boolean begun = false;
        long first = 0;
        int idle = 0;
        for (ChatResponse next = next(attempt, reader); next != null; next = next(attempt, reader)) {
            ChatResponse piece = attempt.naming().giveBack(begun ? next : next.orFrom(attempt.model()));
            if (translated && arguments != null) {
                piece = arguments.filled(piece);
            }
            if (json != null) {
                piece = json.freed(piece);
            }
            collector.add(piece);
            first = begun ? first : collector.weight();
            begun = true;
            long memory = collector.weight() + (long) PIECE * heldBack.size();
            if (memory > Bounds.memory() || piece.choices().size() > MOST_CHOICES) {
                throw new MalformedException("The answer has more in it than Serai holds (serai.json.memory)", null);
            }
            // What comes in one piece has its share already.
            trees.join(memory - first);
            if (ends.add(piece)) {
                attempt.complete();
            }
            if (sink == null) {
                continue;
            }
            boolean useful = sink.started() || piece.isUseful();
            if (!sink.started() && (!useful || (json != null && json.waits()))) {
                idle = useful ? 0 : idle + 1;
                if (idle > MOST_HELD_BACK || (idle == heldBack.size() + 1 && in.length() > Bounds.answer())) {
                    throw MalformedException.empty("The stream says nothing in " + idle + " pieces");
                }
                heldBack.add(piece);
                continue;
            }
            if (!sink.started()) {
                attempt.firstPiece();
                heldBack.forEach(sink::accept);
                heldBack.clear();
            }
            sink.accept(piece);
        }
        ChatResponse whole = collector.whole();
        if (!whole.isUseful()) {
            throw MalformedException.empty("The answer says nothing");
        }
        attempt.firstPiece();
        if (attempt.provider().wantsThoughts()) {
            attempt.provider().state().thoughts().keep(whole);
        }
        if (translated) {
            attempt.provider().state().details().keep(whole);
        }
        if (json == null || (sink != null && sink.started())) {
            return whole;
        }
        ChatResponse checked = json.checked(whole);
        if (sink != null) {
            tell(sink, heldBack, whole, checked);
        }
        return checked;
    }

    /** Tells what was held back until all of it was checked. */
    private static void tell(ChatSink sink, List<ChatResponse> pieces, ChatResponse whole, ChatResponse checked) {
        if (checked == whole) {
            pieces.forEach(sink::accept);
        } else {
            sink.accept(checked);
        }
    }

    private static @Nullable ChatResponse next(VendorCall attempt, AnswerReader reader) throws IOException {
        attempt.waitsFor(attempt.isComplete() ? VendorCall.Phase.TAIL : VendorCall.Phase.NEXT_BYTE);
        ChatResponse piece = reader.next();
        attempt.waitsFor(VendorCall.Phase.OTHER);
        return piece;
    }

    /** Reads what may follow the answer, so that the connection can be used again; briefly. */
    private static void finish(VendorCall attempt, InputStream in) {
        attempt.waitsFor(VendorCall.Phase.REMAINDER);
        try {
            int length = 0;
            while (in.read() >= 0) {
                if (++length > LONGEST_REST) {
                    attempt.stop();
                    return;
                }
            }
        } catch (IOException e) {
            attempt.stop();
        }
    }

    private static ChatException failure(VendorCall attempt, Exception cause) {
        if (attempt.call().gone()) {
            return attempt.call().whyGone();
        }
        ChatException failure = before(attempt, cause);
        if (!attempt.call().hasBegun()) {
            return failure;
        }
        // Pools look for their exception among the causes too, and must not find one here: the client has seen a part
        // of this answer.
        return new BrokenStreamException("stream_interrupted", failure.reason() + ". The answer is not complete.");
    }

    private static ChatException before(VendorCall attempt, Exception cause) {
        if (cause instanceof VendorErrorException error) {
            return refusal(error, attempt);
        }
        if (cause instanceof MalformedException malformed) {
            Outcome outcome = switch (malformed.kind()) {
                case CUT -> Outcome.CUT;
                case EMPTY -> Outcome.EMPTY;
                case OTHER -> Outcome.MALFORMED;
            };
            if (attempt.request() instanceof ChatRequest) {
                // An embedding may have been asked of a model that has none.
                attempt.provider().state().models().unreadable(attempt.model(), outcome.word(0));
            }
            return new OutageException(
                    outcome,
                    attempt.target() + ": " + lowerFirst(malformed.reason()),
                    outcome == Outcome.CUT,
                    null,
                    cause);
        }
        if (cause instanceof UnfitAnswerException unfit) {
            return new OutageException(
                    Outcome.MALFORMED, attempt.target() + ": " + lowerFirst(unfit.reason()), false, null, cause);
        }
        boolean late = attempt.expired() != null;
        return late
                ? attempt.outage(cause)
                : new OutageException(Outcome.CUT, attempt.target() + " broke off its answer", true, null, cause);
    }

    private static ChatException refusal(VendorErrorException error, VendorCall attempt) {
        Map<String, Object> sent = sent(attempt);
        List<Lesson> lessons =
                sent.isEmpty() ? List.of() : Refusals.read(error, sent, () -> Payloads.tokens(attempt.request()));
        if (!lessons.isEmpty()) {
            return new RefusedException(
                    new RejectedException(
                            error.status(),
                            "invalid_request",
                            attempt.target() + " refuses the request: "
                                    + Secrets.shorten(
                                            error.text(), attempt.provider().keys()),
                            Secrets.param(error.param(), attempt.provider().keys())),
                    attempt,
                    lessons);
        }
        ChatException verdict =
                Consequences.of(error, attempt, attempt.provider().state().now());
        boolean blamesCaller = verdict.getClass() == RejectedException.class;
        List<Lesson> unheard = blamesCaller && isPassedOn(attempt) ? Refusals.unheard(sent) : List.of();
        return unheard.isEmpty() ? verdict : new RefusedException(verdict, attempt, unheard);
    }

    /** Whether the vendor got what Serai does not know, since it speaks the client's dialect. */
    private static boolean isPassedOn(VendorCall attempt) {
        return attempt.request() instanceof ChatRequest chat
                && chat.dialect().equals(attempt.provider().dialect().name());
    }

    /** The payload; empty once the vendor has accepted it. */
    private static Map<String, Object> sent(VendorCall attempt) {
        byte[] sent = attempt.sent();
        try {
            return sent == null ? Map.of() : Json.parseObject(sent).rest();
        } catch (MalformedException e) {
            return Map.of();
        }
    }

    private static String lowerFirst(String words) {
        return words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (value != null) {
                headers.put(name.toLowerCase(Locale.ROOT), value.toString());
            }
        });
        return headers;
    }
}
