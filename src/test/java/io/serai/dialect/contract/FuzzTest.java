package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Fuzz;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.VendorErrorException;
import io.serai.dialect.contract.Peers.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes, a reader ends soon, with an answer or with an exception of the contract; and what it has read, every dialect can write.
 * Valid requests, answers, streams and errors of every dialect are damaged at random and given to every reader.
 */
class FuzzTest {
    private static final int DOCUMENTS = 5_000;

    @Test
    void everyReaderTakesAnything() {
        Fuzz.rounds(DOCUMENTS, random -> {
            Pair pair = Documents.pair(random);
            byte[] document = damage(Documents.any(pair, random), random);
            Fuzz.soon(document, () -> read(document, pair, random));
        });
    }

    /** Gives it to readers that it was written for, and to any other. */
    private static void read(byte[] document, Pair pair, Random random) throws IOException {
        boolean own = random.nextBoolean();
        ServerDialect server = own ? pair.server() : any(Dialects.SERVERS, random);
        ClientDialect client = own ? pair.client() : any(Dialects.CLIENTS, random);
        try {
            ChatRequest request =
                    server.readChat(new Inbound("/v1beta/models/m:generateContent", Map.of(), Map.of(), document));
            any(Dialects.CLIENTS, random).writeChat(request, Peers.MODEL);
        } catch (RejectedException e) {
            assertThat(e.status()).isBetween(400, 499);
        } catch (CannotExpressException e) {
            assertThat(e.reason()).isNotEmpty();
        }
        try {
            AnswerReader reader = client.readChat(new ByteArrayInputStream(document));
            ServerDialect to = any(Dialects.SERVERS, random);
            ChatRequest asked = ChatRequest.ofPrompt("x").withStream(true);
            EventWriter writer = to.events(asked);
            for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
                writer.piece(piece);
                to.writeChat(piece, asked);
            }
            writer.end();
        } catch (MalformedException | VendorErrorException e) {
            assertThat(e.getMessage()).isNotNull();
        }
        assertThat(client.readError(400 + random.nextInt(130), Map.of(), document))
                .isNotNull();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] damage(byte[] document, Random random) {
        byte[] damaged = document.clone();
        for (int times = random.nextInt(4); times > 0 && damaged.length > 0; times--) {
            int at = random.nextInt(damaged.length);
            damaged = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(damaged, at);
                case 1 -> {
                    damaged[at] = (byte) random.nextInt(256);
                    yield damaged;
                }
                case 2 -> without(damaged, at, Math.min(damaged.length, at + random.nextInt(20)));
                case 3 -> replaced(damaged, random, "null");
                case 4 -> replaced(damaged, random, "-1e999");
                default -> replaced(damaged, random, "[{\"type\":\"\"}]");
            };
        }
        return damaged;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        return rest;
    }

    /** One of its values becomes another. */
    private static byte[] replaced(byte[] bytes, Random random, String value) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int colon = text.indexOf(':', random.nextInt(Math.max(1, text.length())));
        if (colon < 0) {
            return bytes;
        }
        int end = colon + 1;
        while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return (text.substring(0, colon + 1) + value + text.substring(end)).getBytes(StandardCharsets.UTF_8);
    }
}
