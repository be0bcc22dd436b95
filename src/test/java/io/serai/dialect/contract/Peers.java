package io.serai.dialect.contract;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The other ends of dialects: for each server dialect a client that speaks it, for each client dialect a vendor. */
final class Peers {
    static final Traits MODEL = new Traits(8192);

    private Peers() {}

    /** A dialect that Serai speaks on both sides, so that each side is the other's peer. */
    record Pair(ServerDialect server, ClientDialect client) {
        @Override
        public String toString() {
            return server.name();
        }
    }

    static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (ServerDialect server : Dialects.SERVERS) {
            for (ClientDialect client : Dialects.CLIENTS) {
                if (client.name().equals(server.name())) {
                    pairs.add(new Pair(server, client));
                }
            }
        }
        return pairs;
    }

    /** A payload as the vendor gets it, at a server whose base path is not known here. */
    static Inbound arrive(Payload payload) {
        String path = payload.path();
        Map<String, String> query = new HashMap<>();
        int mark = path.indexOf('?');
        if (mark >= 0) {
            for (String pair : path.substring(mark + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
            path = path.substring(0, mark);
        }
        // The version is part of a provider's URL rather than of the payload's path.
        String base = path.startsWith("/models/") ? "/v1beta" : path.startsWith("/api/") ? "" : "/v1";
        return new Inbound(base + path, query, payload.headers(), payload.body());
    }

    /** All events of a stream. */
    static byte[] stream(ServerDialect server, ChatRequest request, List<ChatResponse> pieces) {
        EventWriter writer = server.events(request);
        var bytes = new java.io.ByteArrayOutputStream();
        pieces.forEach(piece -> bytes.writeBytes(writer.piece(piece)));
        bytes.writeBytes(writer.end());
        return bytes.toByteArray();
    }

    static ChatResponse read(ClientDialect client, InputStream in) throws IOException {
        AnswerReader reader = client.readChat(in);
        var collector = new io.serai.chat.ResponseCollector();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            collector.add(piece);
        }
        return collector.whole();
    }

    /** A connection on which bytes come in portions of any size. */
    static InputStream inPortions(byte[] bytes, long seed) {
        Random random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(7)));
            }
        };
    }
}
