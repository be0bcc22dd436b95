package io.serai;

import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.anthropic.AnthropicClient;
import io.serai.dialect.anthropic.AnthropicServer;
import io.serai.dialect.cohere.CohereClient;
import io.serai.dialect.completions.CompletionsServer;
import io.serai.dialect.dashscope.DashScopeClient;
import io.serai.dialect.gemini.GeminiClient;
import io.serai.dialect.gemini.GeminiServer;
import io.serai.dialect.ollama.OllamaClient;
import io.serai.dialect.ollama.OllamaGenerateServer;
import io.serai.dialect.ollama.OllamaServer;
import io.serai.dialect.openai.OpenAiClient;
import io.serai.dialect.responses.ChatServer;
import io.serai.dialect.responses.ResponseStore;
import io.serai.dialect.responses.ResponsesServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The wire formats that Serai speaks. Adding one is a folder in {@code dialect} and a line here; the contract tests find it here, too. */
public final class Dialects {
    /** What clients and jobs speak unless they show otherwise. */
    static final ServerDialect OPENAI = new ChatServer();

    /** The same, written as to a vendor. */
    static final ClientDialect OPENAI_CLIENT = new OpenAiClient();

    /** Spoken to clients. */
    public static final List<ServerDialect> SERVERS = List.of(
            OPENAI,
            new ResponsesServer(),
            new CompletionsServer(),
            new AnthropicServer(),
            new GeminiServer(),
            new OllamaServer(),
            new OllamaGenerateServer());

    /** Spoken to vendors. */
    public static final List<ClientDialect> CLIENTS = List.of(
            OPENAI_CLIENT,
            new AnthropicClient(),
            new GeminiClient(),
            new OllamaClient(),
            new DashScopeClient(),
            new CohereClient());

    /** Who speaks at a path, for answers that no route gives. */
    private static final Map<String, String> PATHS = Map.of(
            "/v1/messages", "anthropic",
            "/v1beta/", "gemini",
            "/v1alpha/", "gemini",
            "/api/", "ollama",
            "/v1/responses", "responses");

    private Dialects() {}

    /** Those that are spoken to clients, where answers are kept in a store. */
    static List<ServerDialect> servers(ResponseStore store) {
        ServerDialect responses = new ResponsesServer(store);
        return SERVERS.stream()
                .map(dialect -> dialect.name().equals(responses.name()) ? responses : dialect)
                .toList();
    }

    /** The dialect in which to answer at a path that no route knows. */
    static ServerDialect at(String path) {
        for (Map.Entry<String, String> entry : PATHS.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                return SERVERS.stream()
                        .filter(dialect -> dialect.name().equals(entry.getValue()))
                        .findFirst()
                        .orElse(OPENAI);
            }
        }
        return OPENAI;
    }

    /** The name of a step in the routes, such as {@code readOpenaiChat}: {@code ollama-generate} becomes {@code OllamaGenerate}. */
    static String bean(String verb, String dialect, String noun) {
        StringBuilder name = new StringBuilder(verb);
        for (String word : dialect.split("-")) {
            name.append(capital(word));
        }
        return name.append(capital(noun)).toString();
    }

    private static String capital(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
