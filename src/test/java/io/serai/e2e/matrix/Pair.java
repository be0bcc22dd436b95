package io.serai.e2e.matrix;

import io.serai.Dialects;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where Serai speaks a dialect on both sides, each side is the other's peer: what it says as a vendor's client is what an application
 * says, and what it answers as a server is what a vendor answers.
 */
record Pair(ServerDialect server, ClientDialect client) implements Speaker, Answerer {
    private static final Traits MODEL = new Traits(8192);
    private static final Map<String, String> BASES = Map.of("gemini", "/v1beta", "ollama", "");

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.allOf(Topic.class);
    }

    @Override
    public String base() {
        return BASES.getOrDefault(name(), "/v1");
    }

    @Override
    public Inbound ask(ChatRequest request) {
        Payload payload = client.writeChat(request, MODEL);
        return new Inbound(base() + payload.path(), Map.of(), payload.headers(), payload.body());
    }

    @Override
    public ChatResponse read(byte[] answer) throws IOException {
        AnswerReader reader = client.readChat(new ByteArrayInputStream(answer));
        ResponseCollector collector = new ResponseCollector();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            collector.add(piece);
        }
        return collector.whole();
    }

    @Override
    public VendorErrorException readError(int status, byte[] answer) {
        return client.readError(status, Map.of(), answer);
    }

    @Override
    public ChatRequest read(Inbound in) {
        return speaking(in.path().endsWith("/api/generate") ? "ollama-generate" : name())
                .readChat(in);
    }

    @Override
    public byte[] whole(ChatResponse answer, ChatRequest request) {
        return speaking(request.dialect()).writeChat(answer, request);
    }

    @Override
    public List<byte[]> stream(List<ChatResponse> pieces, ChatRequest request) {
        EventWriter writer = speaking(request.dialect()).events(request);
        List<byte[]> events = new ArrayList<>();
        pieces.forEach(piece -> events.add(writer.piece(piece)));
        events.add(writer.end());
        return events;
    }

    /** A vendor of Ollama's answers in two ways, by the path. */
    private ServerDialect speaking(String dialect) {
        return Dialects.SERVERS.stream()
                .filter(each -> each.name().equals(dialect))
                .findFirst()
                .orElse(server);
    }

    @Override
    public String streamType() {
        return server.events(ChatRequest.ofPrompt("x")).contentType();
    }

    @Override
    public byte[] error(ChatException error) {
        return server.writeError(error);
    }
}
