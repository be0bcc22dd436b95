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

/**
 * OpenAI's Responses as Serai speaks them to clients.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">API reference</a>
 */
public final class ResponsesServer implements ServerDialect {
    static final String NAME = "responses";

    private final OpenAiServer openai = new OpenAiServer();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        try {
            return RequestReader.chat(Json.parseRequest(in.body()).rest());
        } catch (MalformedException e) {
            String advice = e.path() == null ? "The body is not a JSON request: " + e.reason() + '.' : e.reason() + '.';
            throw RejectedException.badRequest(advice, e.path());
        }
    }

    @Override
    public byte[] writeChat(ChatResponse answer, ChatRequest request) {
        return Json.write(AnswerWriter.whole(answer, request));
    }

    @Override
    public EventWriter events(ChatRequest request) {
        return new ResponsesEvents(request);
    }

    @Override
    public byte[] writeError(ChatException error) {
        return openai.writeError(error);
    }
}
