package io.serai.dialect.anthropic;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.TokenEstimate;
import java.util.Map;

/**
 * Anthropic's HTTP API as Serai speaks it to clients, of both versions: what 2026-10-21 refuses is taken, since another vendor may answer.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">API reference</a>
 */
public final class AnthropicServer implements ServerDialect {
    static final String NAME = "anthropic";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    @Override
    public ChatRequest readChat(Inbound in) {
        try {
            return RequestReader.chat(in);
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
        return new AnthropicEvents(request);
    }

    @Override
    public byte[] writeError(ChatException error) {
        return Json.write(Errors.write(error));
    }

    @Override
    public byte[] writeError(ChatException error, String requestId) {
        return Json.write(Errors.write(error, requestId));
    }

    @Override
    public Map<String, Operation> operations() {
        return Map.of("models", ModelPages::answer, "countTokens", (in, models) -> countTokens(in));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/token-counting">Token counting</a>, which is an estimate, too */
    private byte[] countTokens(Inbound in) {
        return Json.write(Map.of("input_tokens", TokenEstimate.count(readChat(in))));
    }
}
