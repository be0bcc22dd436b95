package io.serai.revision.check;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogException;
import io.serai.catalog.FieldCheck;
import io.serai.quota.Limit;
import io.serai.text.BoundedYaml;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The catalogue that files make: the one that comes with Serai, and what {@code catalog.yaml} says on top of it.
 *
 * @param catalog the one that comes with Serai where the file is wrong
 * @param findings what is wrong with the file
 */
public record OwnCatalog(Catalog catalog, List<Finding> findings) {
    private static final String FILE = SavedFiles.CATALOG;
    private static final Pattern KEY_HEADER = Pattern.compile("[\\w-]+:.*\\{(key|jwt)}.*");

    /**
     * Reads the catalogue.
     *
     * @param shipped the one that comes with Serai
     * @param dialects those that Serai speaks to vendors
     */
    public static OwnCatalog read(SavedFiles files, Catalog shipped, Set<String> dialects) {
        Optional<String> fault = files.fault(FILE);
        if (fault.isPresent()) {
            return wrong(shipped, new Finding(FILE, 0, fault.get()));
        }
        Optional<byte[]> own = files.catalog();
        if (own.isEmpty()) {
            return new OwnCatalog(shipped, List.of());
        }
        Optional<Finding> unreadable = syntax(own.get());
        if (unreadable.isPresent()) {
            return wrong(shipped, unreadable.get());
        }
        try {
            FieldCheck check = (field, text) -> mistake(field, text, dialects);
            return new OwnCatalog(Catalog.shippedWith(own.get(), FILE, check), List.of());
        } catch (CatalogException e) {
            List<Finding> findings = new ArrayList<>();
            e.mistakes().forEach(it -> findings.add(new Finding(it.file(), it.line(), it.text())));
            return new OwnCatalog(shipped, findings);
        }
    }

    private static OwnCatalog wrong(Catalog shipped, Finding finding) {
        return new OwnCatalog(shipped, List.of(finding));
    }

    private static Optional<Finding> syntax(byte[] content) {
        String text = "";
        try {
            text = Source.text(content);
            var unused =
                    BoundedYaml.compose(LoadSettings.builder().setLabel(FILE).build(), text);
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of(new Finding(FILE, 0, "is not in UTF-8; save it in that encoding"));
        } catch (MarkedYamlEngineException e) {
            SyntaxError error = SyntaxError.of(e, text);
            return Optional.of(new Finding(FILE, error.line(), error.message()));
        } catch (YamlEngineException e) {
            return Optional.of(new Finding(FILE, 0, "is no YAML"));
        }
    }

    private static Optional<String> mistake(String field, String text, Set<String> dialects) {
        return switch (field) {
            case "dialect" ->
                dialects.contains(text)
                        ? Optional.empty()
                        : Optional.of("is '" + text + "', which Serai does not speak" + Suggestion.of(text, dialects));
            case "limits" -> limits(text);
            case "url" ->
                isUrl(text)
                        ? Optional.empty()
                        : Optional.of("must be a URL that begins with http:// or https:// and ends without a slash");
            case "key-header" ->
                KEY_HEADER.matcher(text).matches()
                        ? Optional.empty()
                        : Optional.of("must be a header with {key} or {jwt} in it, such as 'x-api-key: {key}'");
            default -> Optional.empty();
        };
    }

    private static Optional<String> limits(String text) {
        try {
            Limit.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("is wrong: " + e.getMessage());
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getAuthority() != null && !text.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
