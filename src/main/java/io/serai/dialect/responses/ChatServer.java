package io.serai.dialect.responses;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fields;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.openai.OpenAiServer;
import java.util.Map;

/** OpenAI's chat for clients that now and then send a body of Responses there, as Cursor does: it is read as what it is, and answered as chat. */
public final class ChatServer implements ServerDialect {
    private final OpenAiServer chat = new OpenAiServer();

    @Override
    public String name() {
        return chat.name();
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        try {
            Fields body = Json.parseRequest(in.body());
            return body.has("input") && !body.has("messages") ? responses(in, body) : OpenAiServer.chat(in, body);
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }

    /** Whether it wants the usage in a stream it says as in chat. */
    private static ChatRequest responses(Inbound in, Fields body) {
        Object options = body.peek("stream_options");
        ChatRequest read = RequestReader.chat(in, body.rest());
        if (read.parameters().containsKey("stream_options")) {
            if (options == null) {
                read.parameters().remove("stream_options");
            } else {
                read.parameters().put("stream_options", options);
            }
        }
        return new ChatRequest(
                read.dialect(), read.model(), read.messages(), read.tools(), read.stream(), read.parameters());
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        return chat.writeChat(answer, request);
    }

    @Override
    public EventWriter events(ChatRequest request) {
        return chat.events(request);
    }

    @Override
    public EmbeddingRequest readEmbedding(Inbound in) {
        return chat.readEmbedding(in);
    }

    @Override
    public byte[] writeEmbedding(EmbeddingResponse answer, EmbeddingRequest request) {
        return chat.writeEmbedding(answer, request);
    }

    @Override
    public byte[] writeError(ChatException error) {
        return chat.writeError(error);
    }

    @Override
    public Map<String, Operation> operations() {
        return chat.operations();
    }
}
