package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wire format as Serai speaks it to vendors. Stateless. */
public interface ClientDialect {

    /** The dialect's name, such as {@code openai}. */
    String name();

    /**
     * @param request its model is the vendor's own name
     * @throws CannotExpressException if it would be another request without what the dialect cannot say
     */
    Payload writeChat(ChatRequest request, Traits model);

    /** Reads an answer, whole or streamed, whichever the vendor chose to send. */
    AnswerReader readChat(InputStream body) throws IOException;

    /** @throws CannotExpressException if the dialect knows no embeddings */
    default Payload writeEmbedding(EmbeddingRequest request) {
        throw new CannotExpressException("it has no embeddings");
    }

    default EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        throw new IllegalStateException("no embeddings in " + name());
    }

    /** What its vendors take as the name of a tool, in the catalogue's words ({@code tool-names}); empty if any. */
    default String toolNames() {
        return "";
    }

    /**
     * Puts an instruction of the operator's into what a request was read from, where requests in the dialect are passed on as they came.
     *
     * @return the tree with the instruction, in which nothing else differs; null if this dialect passes on no such request
     */
    default @Nullable Map<String, Object> instructed(Original original, Instruction instruction) {
        return null;
    }

    /** Whether images must be sent as data, since its vendors fetch none. */
    default boolean needsImageData() {
        return false;
    }

    /** The API for batches that its vendors have; null if there is none. */
    default @Nullable BatchWire batches() {
        return null;
    }

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
     * @param headers besides those of the provider
     * @param notes what was lost
     */
    record Payload(String path, byte[] body, Map<String, String> headers, Notes notes) {

        /** A payload without headers of its own, of which nothing was lost. */
        public Payload(String path, byte[] body) {
            this(path, body, Map.of(), new Notes());
        }
    }
}
