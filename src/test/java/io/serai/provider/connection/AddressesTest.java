package io.serai.provider.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.chat.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Ollama is, in the forms that {@code OLLAMA_HOST} takes: https://docs.ollama.com/faq; and models' names in addresses. */
class AddressesTest {
    private static final String DEPLOYMENTS = "https://x.example/deployments/{model}?api-version=1";

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,                    http://127.0.0.1:11434",
        "0.0.0.0:9000,               http://127.0.0.1:9000",
        ":9000,                      http://127.0.0.1:9000",
        "host,                       http://host:11434",
        "host:9000,                  http://host:9000",
        "host/,                      http://host:11434",
        "[::1],                      http://[::1]:11434",
        "[::1]:9000,                 http://[::1]:9000",
        "http://host,                http://host",
        "http://host:80,             http://host:80",
        "http://host:11434/,         http://host:11434",
        "https://x.example,          https://x.example",
        "https://x.example/prefix,   https://x.example/prefix",
        "https://x.example/prefix/,  https://x.example/prefix"
    })
    void ollamasHost(String host, String root) {
        Catalog catalog = Catalog.shipped();

        assertThat(Addresses.of(host, catalog.vendor("ollama").orElseThrow())).isEqualTo(root + "/v1");
        assertThat(Addresses.of(host, catalog.vendor("ollama-native").orElseThrow()))
                .isEqualTo(root);
        assertThat(Addresses.of(root + "/v1", catalog.vendor("ollama").orElseThrow()))
                .isEqualTo(root + "/v1");
        assertThat(Addresses.of(root + "/v1/", catalog.vendor("ollama-native").orElseThrow()))
                .isEqualTo(root);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, https://api.anthropic.com, https://api.anthropic.com/v1",
        "anthropic, https://api.anthropic.com/, https://api.anthropic.com/v1",
        "anthropic, https://api.anthropic.com/v1/, https://api.anthropic.com/v1",
        "anthropic, https://api.anthropic.com/v1/messages, https://api.anthropic.com/v1",
        "anthropic, http://127.0.0.1:9000, http://127.0.0.1:9000/v1",
        "anthropic, https://api.deepseek.com/anthropic, https://api.deepseek.com/anthropic/v1",
        "openai, https://api.openai.com, https://api.openai.com/v1",
        "openai, https://api.openai.com/v1/chat/completions/, https://api.openai.com/v1",
        "openai, https://api.openai.com/v1/responses, https://api.openai.com/v1",
        "groq, https://api.groq.com, https://api.groq.com/openai/v1",
        "groq, https://api.groq.com/openai, https://api.groq.com/openai/v1",
        "groq, https://api.groq.com/v1, https://api.groq.com/openai/v1",
        "groq, https://api.groq.com/openai/v1/chat/completions, https://api.groq.com/openai/v1",
        "openrouter, https://openrouter.ai/api, https://openrouter.ai/api/v1",
        "deepseek, https://api.deepseek.com/chat/completions, https://api.deepseek.com",
        "zai, https://api.z.ai/api/paas/v4/chat/completions, https://api.z.ai/api/paas/v4",
        "openai-compatible, http://localhost:8000, http://localhost:8000/v1",
        "openai-compatible, localhost:8000/, http://localhost:8000/v1",
        "openai-compatible, http://localhost:8000/v1/models, http://localhost:8000/v1",
        "openai-compatible, http://localhost:8000/proxy, http://localhost:8000/proxy",
        "openai-compatible, http://localhost:8000/proxy/chat/completions, http://localhost:8000/proxy",
        "openai-compatible, https://x.example/deployments/{model}/chat/completions?api-version=1,"
                + " https://x.example/deployments/{model}?api-version=1",
        "gemini, https://generativelanguage.googleapis.com, https://generativelanguage.googleapis.com/v1beta",
        "gemini, https://generativelanguage.googleapis.com/v1beta/openai/,"
                + " https://generativelanguage.googleapis.com/v1beta",
        "gemini, https://generativelanguage.googleapis.com/v1beta/models/gemini-3:generateContent,"
                + " https://generativelanguage.googleapis.com/v1beta",
        "gemini, http://127.0.0.1:9000, http://127.0.0.1:9000/v1beta",
        "cohere-v2, https://api.cohere.com, https://api.cohere.com/v2",
        "cohere-v2, https://api.cohere.com/v2/chat, https://api.cohere.com/v2",
        "ollama-native, http://host:11434/api/chat, http://host:11434",
        "ollama-native, http://host:11434/api, http://host:11434",
        "ollama, http://host:11434/v1/chat/completions, http://host:11434/v1"
    })
    void anApiAsPeoplePasteIt(String vendor, String pasted, String base) {
        assertThat(Addresses.of(pasted, Catalog.shipped().vendor(vendor).orElseThrow()))
                .isEqualTo(base);
    }

    @Test
    void theCataloguesOwnAddressesStayAsTheyAre() {
        Catalog catalog = Catalog.shipped();
        for (String name : catalog.names()) {
            Vendor vendor = catalog.vendor(name).orElseThrow();
            if (vendor.url() != null) {
                assertThat(Addresses.of(vendor.url(), vendor)).isEqualTo(vendor.url());
            }
        }
    }

    /** https://learn.microsoft.com/azure/ai-foundry/openai/reference */
    @ParameterizedTest
    @CsvSource({"gpt-4o, gpt-4o", "my own/x?y#z, my%20own%2Fx%3Fy%23z", "%2e%2e, %252e%252e"})
    void aDeploymentInThePath(String model, String written) {
        assertThat(Addresses.of(DEPLOYMENTS, model, "/chat/completions"))
                .isEqualTo("https://x.example/deployments/" + written + "/chat/completions?api-version=1");
    }

    @Test
    void aNameLeavesItsPlaceInNoPath() {
        assertThatThrownBy(() -> Addresses.of(DEPLOYMENTS, "..", "/chat/completions"))
                .isInstanceOf(RejectedException.class);
        assertThat(Addresses.of("https://x.example/v1", "..", "/chat/completions"))
                .isEqualTo("https://x.example/v1/chat/completions");
    }
}
