package io.serai.provider.connection;

import io.serai.catalog.Vendor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The base of an API in the forms in which people paste its address: with or without the version, with a slash at the end, or as the whole
 * endpoint of their first curl.
 */
final class Endpoints {
    private static final Pattern VERSION = Pattern.compile("/v\\d\\w*");
    private static final Pattern SLASHES = Pattern.compile("/+$");

    /** What follows the base, by dialect, as a whole path at the end. */
    private static final Map<String, Pattern> PATHS = Map.of(
            "openai", Pattern.compile("/(chat/completions|completions|embeddings|models|responses)$"),
            "anthropic", Pattern.compile("/(messages(/count_tokens)?|complete|models)$"),
            "gemini", Pattern.compile("(/openai(/chat/completions|/models)?|/models(/[^/]*)?)$"),
            "ollama", Pattern.compile("/api(/(chat|generate|tags|embed|embeddings|show|version|ps))?$"),
            "cohere", Pattern.compile("/(chat|embed|models)$"),
            "dashscope", Pattern.compile("/services(/.*)?$"));

    /** The version of dialects whose base always ends with one. */
    private static final Map<String, String> VERSIONS =
            Map.of("openai", "/v1", "anthropic", "/v1", "gemini", "/v1beta", "cohere", "/v2", "dashscope", "/api/v1");

    /** Those of them whose clients add the version themselves, so that people write a path without it. */
    private static final List<String> ADDED_BY_CLIENTS = List.of("anthropic", "gemini");

    private Endpoints() {}

    /** @param url with a protocol */
    static String base(String url, Vendor vendor) {
        int query = url.indexOf('?');
        String whole = query < 0 ? url : url.substring(0, query);
        String base = without(whole, PATHS.get(vendor.dialect()));
        // An address with parts of its own is somebody's who knows what belongs there.
        if (query >= 0 || url.contains("{model}")) {
            return base + (query < 0 ? "" : url.substring(query));
        }
        return withVersion(base, vendor);
    }

    private static String without(String url, @Nullable Pattern path) {
        String base = trimmed(url);
        String root = root(base);
        return path == null
                ? base
                : root + trimmed(path.matcher(base.substring(root.length())).replaceFirst(""));
    }

    private static String withVersion(String base, Vendor vendor) {
        String root = root(base);
        String path = base.substring(root.length());
        String usual = vendor.url() == null ? "" : vendor.url();
        if (!usual.isEmpty() && root.equalsIgnoreCase(root(usual))) {
            String known = usual.substring(root(usual).length());
            boolean part = path.isEmpty() || known.startsWith(path + '/') || known.endsWith(path);
            return part ? root + known : base;
        }
        String version = VERSIONS.getOrDefault(vendor.dialect(), "");
        boolean added = ADDED_BY_CLIENTS.contains(vendor.dialect())
                && !VERSION.matcher(path).find();
        return path.isEmpty() || added ? base + version : base;
    }

    /** The protocol, host and port. */
    private static String root(String url) {
        int slash = url.indexOf('/', url.indexOf("://") + 3);
        return slash < 0 ? url : url.substring(0, slash);
    }

    private static String trimmed(String url) {
        return SLASHES.matcher(url).replaceFirst("");
    }
}
