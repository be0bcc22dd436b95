package io.serai.provider.connection;

import io.serai.catalog.Vendor;
import io.serai.chat.RejectedException;
import io.serai.dialect.PathSegments;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Completes the addresses that people write: {@code OLLAMA_HOST=0.0.0.0} is a whole URL to Ollama itself, so it is here. */
public final class Addresses {

    private Addresses() {}

    /** @return a URL without a slash at its end; empty for none */
    public static String of(String text, Vendor vendor) {
        String url = text.strip();
        if (url.isEmpty()) {
            return "";
        }
        boolean bare = !url.contains("://");
        if (bare) {
            url = "http://" + url;
        }
        if (vendor.name().equals("ollama") || vendor.dialect().equals("ollama")) {
            url = ollama(url, bare ? ":11434" : "", vendor.dialect().equals("openai") ? "/v1" : "");
        }
        return Endpoints.base(url, vendor);
    }

    /**
     * Where a call goes: {@code {model}} in the address is the model's name, and the path comes before the address's own query, as with
     * Azure's {@code /openai/deployments/{model}?api-version=2024-10-21}.
     *
     * @throws RejectedException if the model's name leads to another place
     */
    public static String of(String url, String model, String path) {
        String whole = url.contains("{model}") ? url.replace("{model}", encoded(model)) : url;
        int query = whole.indexOf('?');
        if (query < 0) {
            return whole + path;
        }
        return whole.substring(0, query) + path + (path.indexOf('?') < 0 ? '?' : '&') + whole.substring(query + 1);
    }

    private static String encoded(String model) {
        return URLEncoder.encode(PathSegments.inPlace(model), StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /**
     * @param port where nothing else is said; as with Ollama itself, an address with a protocol has that of the protocol
     * @param root under which the API is that is spoken to it
     */
    private static String ollama(String url, String port, String root) {
        String whole = url.replace("://0.0.0.0", "://127.0.0.1");
        String host = whole.substring(whole.indexOf("://") + 3);
        int slash = host.indexOf('/');
        String path = slash < 0 ? "" : host.substring(slash);
        String named = slash < 0 ? host : host.substring(0, slash);
        String address = named.startsWith(":") ? "127.0.0.1" + named : named;
        String scheme = whole.substring(0, whole.indexOf("://") + 3);
        return scheme
                + address
                + (address.matches(".*:\\d+") ? "" : port)
                + path.replaceFirst(
                        "/*(/v1(/(chat/completions|completions|embeddings|models))?/*|/api(/\\w+)?/*)?$", "")
                + root;
    }
}
