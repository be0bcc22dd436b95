package io.serai.dialect.ollama;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients' questions about models before they talk to one. Nothing lies on this machine, so sizes are 0 and files are not told. */
final class Models {
    /** The version of Ollama whose API this is; editors refuse to talk to one that they think too old. */
    private static final String VERSION = "0.13.0";

    private static final String ARCHITECTURE = "serai";
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    /** What a model can, some target of a pool can; those that cannot are passed over. */
    private static final List<String> CAPABILITIES = List.of("completion", "tools", "vision", "thinking");

    private Models() {}

    static byte[] tags(Inbound in, List<ModelEntry> models) {
        return Json.write(Map.of("models", models.stream().map(Models::listed).toList()));
    }

    /** Nothing is loaded here. */
    static byte[] running(Inbound in, List<ModelEntry> models) {
        return Json.write(Map.of("models", List.of()));
    }

    static byte[] version(Inbound in, List<ModelEntry> models) {
        return Json.write(Map.of("version", VERSION));
    }

    static byte[] show(Inbound in, List<ModelEntry> models) {
        Tree body = new Tree(Json.parseRequest(in.body()).rest(), "");
        String asked = body.text("model").isEmpty() ? body.text("name") : body.text("model");
        if (asked.isEmpty()) {
            throw body.missing("model", "a model's name");
        }
        String name = RequestReader.plain(asked);
        ModelEntry model = models.stream()
                .filter(entry -> RequestReader.plain(entry.id()).equals(name))
                .findFirst()
                .orElseThrow(() -> RejectedException.modelNotFound(
                        "model '" + asked + "' not found; GET /api/tags lists what there is"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("license", "");
        fields.put("modelfile", "");
        fields.put("parameters", "");
        fields.put("template", "");
        fields.put("details", details(model));
        fields.put("model_info", info(model));
        fields.put("capabilities", capabilities(model.known()));
        fields.put("modified_at", EPOCH);
        return Json.write(fields);
    }

    /** Editors take the length of the context from here, under the name of the architecture. */
    private static Map<String, Object> info(ModelEntry model) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("general.architecture", ARCHITECTURE);
        info.put("general.basename", model.id());
        Known known = model.known();
        if (known != null && known.context() > 0) {
            info.put(ARCHITECTURE + ".context_length", known.context());
        }
        return info;
    }

    private static List<String> capabilities(@Nullable Known known) {
        if (known == null) {
            return CAPABILITIES;
        }
        if (known.embeds()) {
            return List.of("embedding");
        }
        List<String> can = new ArrayList<>(CAPABILITIES);
        can.removeIf(word -> (word.equals("tools") && !known.tools())
                || (word.equals("vision") && !known.vision())
                || (word.equals("thinking") && !known.thinking()));
        return can;
    }

    private static Map<String, Object> listed(ModelEntry model) {
        String name = RequestReader.tagged(model.id());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("model", name);
        fields.put("modified_at", EPOCH);
        fields.put("size", 0);
        fields.put("digest", digest(name));
        fields.put("details", details(model));
        return fields;
    }

    private static Map<String, Object> details(ModelEntry model) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("parent_model", "");
        details.put("format", "");
        details.put("family", model.owner());
        details.put("families", List.of(model.owner()));
        details.put("parameter_size", "");
        details.put("quantization_level", "");
        return details;
    }

    private static String digest(String name) {
        try {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
