package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.catalog.Catalog;
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
