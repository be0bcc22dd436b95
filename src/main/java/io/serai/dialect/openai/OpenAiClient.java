package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** OpenAI's HTTP API as Serai speaks it to vendors, OpenAI itself and all that are compatible with it. */
public final class OpenAiClient implements ClientDialect {
    private static final int LONGEST_ANSWER = 64 << 20;

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Payload writeChat(ChatRequest request) {
        return new Payload("/chat/completions", Json.write(json -> RequestWriter.chat(json, request)));
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new OpenAiAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        return new Payload("/embeddings", Json.write(json -> RequestWriter.embedding(json, request)));
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        Fields answer = Json.parseObject(readWhole(body));
        Errors.throwIfAny(answer, 0);
        return Embeddings.read(answer);
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }

    static byte[] readWhole(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LONGEST_ANSWER + 1);
        if (bytes.length > LONGEST_ANSWER) {
            throw new MalformedException("An answer is longer than " + (LONGEST_ANSWER >> 20) + " MiB", null);
        }
        return bytes;
    }
}
