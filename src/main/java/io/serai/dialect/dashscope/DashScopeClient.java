package io.serai.dialect.dashscope;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Tool;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * DashScope's native HTTP API as Serai speaks it to Alibaba Cloud. Models that see have a path of their own, also for text alone.
 *
 * @see <a href="https://help.aliyun.com/en/model-studio/qwen-api-via-dashscope">API reference</a>
 */
public final class DashScopeClient implements ClientDialect {
    private static final String TEXT = "/services/aigc/text-generation/generation";
    private static final String MULTIMODAL = "/services/aigc/multimodal-generation/generation";
    private static final String EMBEDDING = "/services/embeddings/text-embedding/text-embedding";

    /** Models of the multimodal path: those with vision in their name, and the Qwens that all see. */
    private static final Pattern SEEING =
            Pattern.compile("(?i)(-vl|vl-|qvq|-omni|-ocr|^qwen-audio|^qwen(3\\.[5-9]|[4-9])(?!.*(-max|-coder)))");

    /** Stands for its search of the web, which is a parameter. */
    static final Tool SEARCH = new Tool("", "", null, Map.of("type", "enable_search"));

    @Override
    public String name() {
        return "dashscope";
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Notes notes = new Notes();
        ChatRequest settled = Unfamiliar.settle(request, name(), search -> SEARCH, notes);
        boolean multimodal =
                settled.hasImages() || SEEING.matcher(settled.model()).find();
        return new Payload(
                multimodal ? MULTIMODAL : TEXT,
                Json.write(RequestWriter.chat(settled, multimodal, notes)),
                request.stream() ? Map.of("X-DashScope-SSE", "enable", "Accept", "text/event-stream") : Map.of(),
                notes);
    }

    /** @see <a href="https://help.aliyun.com/en/model-studio/qwen-function-calling">Names of tools</a> */
    @Override
    public String toolNames() {
        return "64 of A-Za-z0-9_-";
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new DashScopeAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        Notes notes = new Notes();
        return new Payload(EMBEDDING, Json.write(RequestWriter.embedding(request, notes)), Map.of(), notes);
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        return Embeddings.read(DashScopeAnswerReader.whole(body).rest());
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
