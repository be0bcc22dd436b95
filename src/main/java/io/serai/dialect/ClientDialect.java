package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A wire format as Serai speaks it to vendors. Stateless. */
public interface ClientDialect {

    /** The dialect's name, such as {@code openai}. */
    String name();

    /** @param request its model is the vendor's own name */
    Payload writeChat(ChatRequest request);

    /** Reads an answer, whole or streamed, whichever the vendor chose to send. */
    AnswerReader readChat(InputStream body) throws IOException;

    Payload writeEmbedding(EmbeddingRequest request);

    EmbeddingResponse readEmbedding(InputStream body) throws IOException;

    /**
     * Reads what a vendor says of a failure. Never fails itself: a body that is no such error gives the status alone.
     *
     * @param headers by lower-case name
     */
    VendorErrorException readError(int status, Map<String, String> headers, byte[] body);

    /**
     * What goes to a vendor.
     *
     * @param path what follows the provider's URL, with a leading slash
     */
    record Payload(String path, byte[] body) {}
}
