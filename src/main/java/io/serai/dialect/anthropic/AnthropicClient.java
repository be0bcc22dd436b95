package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import io.serai.chat.Tool;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.BatchWire;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's HTTP API as Serai speaks it to vendors. In the version of 2023, unless a client that speaks it too has said another: the
 * next one refuses all sampling parameters, and has nothing that this one lacks.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/versioning">Versions</a>
 */
public final class AnthropicClient implements ClientDialect {
    static final String VERSION_HEADER = "anthropic-version";
    static final String VERSION = "2023-06-01";

    @Override
    public String name() {
        return AnthropicServer.NAME;
    }

    @Override
    public Payload writeChat(ChatRequest request, Traits model) {
        Notes notes = new Notes();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(VERSION_HEADER, VERSION);
        Original original = request.originalIn(name());
        if (original != null) {
            headers.putAll(original.headers());
        }
        ChatRequest settled = original == null
                ? Unfamiliar.settle(request, name(), search -> new Tool("", "", null, search.forAnthropic()), notes)
                : request;
        return new Payload("/messages", Json.write(RequestWriter.chat(settled, model, notes)), headers, notes);
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools">Names of tools</a> */
    @Override
    public String toolNames() {
        return "128 of A-Za-z0-9_-";
    }

    @Override
    public @Nullable Map<String, Object> instructed(Original original, Instruction instruction) {
        return original.dialect().equals(name()) ? SystemBlocks.with(original.tree(), instruction) : null;
    }

    @Override
    public AnswerReader readChat(InputStream body) throws IOException {
        return new AnthropicAnswerReader(body);
    }

    @Override
    public BatchWire batches() {
        return new AnthropicBatchWire();
    }

    @Override
    public VendorErrorException readError(int status, Map<String, String> headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
