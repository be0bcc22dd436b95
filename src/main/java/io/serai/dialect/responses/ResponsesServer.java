package io.serai.dialect.responses;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.openai.OpenAiServer;
import java.util.Map;

/**
 * OpenAI's Responses as Serai speaks them to clients.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">API reference</a>
 */
public final class ResponsesServer implements ServerDialect {
    static final String NAME = "responses";

    private final OpenAiServer openai = new OpenAiServer();
    private final Keeping keeping;

    /** One that keeps no answers. */
    public ResponsesServer() {
        this(ResponseStore.NONE);
    }

    /** @param store where answers are kept to which clients refer later */
    public ResponsesServer(ResponseStore store) {
        this.keeping = new Keeping(store);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        try {
            return keeping.read(in, Json.parseRequest(in.body()).rest());
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }

    @Override
    public long bytes(Inbound in) {
        return in.body().length + keeping.referred(in);
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        Map<String, Object> response = AnswerWriter.whole(answer, request);
        keeping.keep(request, response);
        return Json.write(Asked.of(request).compacts() ? AnswerWriter.compacted(response) : response);
    }

    @Override
    public EventWriter events(ChatRequest request) {
        return new ResponsesEvents(request, response -> keeping.keep(request, response));
    }

    @Override
    public Map<String, Operation> operations() {
        StoredResponses stored = new StoredResponses(keeping.store());
        return Map.of(
                "response", (in, models) -> stored.response(in),
                "deletion", (in, models) -> stored.deletion(in),
                "inputItems", (in, models) -> stored.inputItems(in));
    }

    @Override
    public byte[] writeError(ChatException error) {
        return openai.writeError(error);
    }
}
