package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Original;
import io.serai.chat.Tool;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.BatchWire;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.Json;
import io.serai.dialect.JsonInWords;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Notes;
import io.serai.dialect.Pairs;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google's Gemini API as Serai speaks it to vendors. */
public final class GeminiClient implements ClientDialect {

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Notes notes = new Notes();
        Original original = request.originalIn(name());
        Map<String, Object> body = original == null
                ? RequestWriter.chat(
                        formed(Unfamiliar.settle(request, name(), search -> search(request), notes), notes), notes)
                : Fitting.fit(paired(request, original.tree(), notes), original.tree(), request.model(), notes);
        String method = request.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
        return new Payload(Path.write(request.model(), method), Json.write(body), Map.of(), notes);
    }

    /** As it came, but for contents whose calls and results are no pairs: Google refuses them, and so they are written anew. */
    private static Map<String, Object> paired(ChatRequest request, Map<String, Object> tree, Notes notes) {
        Map<String, Object> body = OriginalWriter.chat(tree, request.model(), notes);
        if (Pairs.areIn(request)) {
            return body;
        }
        Map<String, Object> other = new LinkedHashMap<>(body);
        other.put("contents", new ContentWriter(Pairs.of(request, notes), notes).contents());
        return other;
    }

    /** Where a form of the answer and tools do not go together, words ask for the form. */
    private static ChatRequest formed(ChatRequest request, Notes notes) {
        return request.wantsJson()
                        && !request.tools().isEmpty()
                        && !Generation.of(request.model()).takesToolsWithJson()
                ? JsonInWords.ask(request, false, notes)
                : request;
    }

    /** Its search of the web, which stands beside no function. */
    private static @Nullable Tool search(ChatRequest request) {
        return request.tools().stream().allMatch(tool -> tool.name().isEmpty())
                ? new Tool("", "", null, Map.of("googleSearch", Map.of()))
                : null;
    }

    /** @see <a href="https://ai.google.dev/api/caching#FunctionDeclaration">Names of tools</a> */
    @Override
    public String toolNames() {
        return "64 of A-Za-z0-9_.:-, first A-Za-z_";
    }

    @Override
    public @Nullable Map<String, Object> instructed(Original original, Instruction instruction) {
        return original.dialect().equals(name()) ? SystemContent.with(original.tree(), instruction) : null;
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new GeminiAnswerReader(body);
    }

    @Override
    public Payload writeEmbedding(EmbeddingRequest request) {
        Notes notes = new Notes();
        byte[] body = Json.write(Embeddings.request(request, notes));
        return new Payload(Path.write(request.model(), Embeddings.method(request)), body, Map.of(), notes);
    }

    @Override
    public EmbeddingResponse readEmbedding(InputStream body) throws IOException {
        Object json = Json.parse(body);
        Object answer = json instanceof List<?> list && !list.isEmpty() ? list.getFirst() : json;
        if (answer instanceof Map<?, ?> map) {
            return Embeddings.read(Names.own(map));
        }
        throw new MalformedException("The answer is no JSON object", null);
    }

    @Override
    public boolean needsImageData() {
        return true;
    }

    @Override
    public BatchWire batches() {
        return new GeminiBatchWire();
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
