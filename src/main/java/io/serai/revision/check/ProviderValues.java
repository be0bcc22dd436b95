package io.serai.revision.check;

import io.serai.catalog.Vendor;
import io.serai.provider.ProviderEntry;
import io.serai.provider.key.KeyList;
import io.serai.provider.key.KeyOrder;
import io.serai.quota.Limit;
import io.serai.settings.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Checks what an entry of the provider template says: vendor, address, limits, times and numbers, and of keys what can be seen without a
 * vendor. It shows none.
 */
final class ProviderValues {
    private static final List<String> TIMES = List.of("timeout", "firstByteTimeout", "idleTimeout");
    private static final List<String> COUNTS = List.of("failureWindow", "failureMinimum", "openMillis");

    /** Times that were numbers of milliseconds once, which still are times. */
    private static final List<String> TIMES_OR_MILLIS = List.of("connectTimeout", "openFor");

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\??env:(\\w+)");
    private static final Pattern NAME = Pattern.compile("[\\w.-]+");

    private final Scene scene;
    private final Element element;
    private final Map<String, ScalarNode> given;
    private final Map<String, String> defaults;

    /**
     * @param given the values by parameter
     * @param defaults what the template has for those that are not given
     */
    ProviderValues(Scene scene, Element element, Map<String, ScalarNode> given, Map<String, String> defaults) {
        this.defaults = defaults;
        this.scene = scene;
        this.element = element;
        this.given = given;
    }

    void check() {
        name();
        vendor();
        String url = value("url");
        String nonsense = url.isEmpty() ? "" : urlMistake(url);
        if (!nonsense.isEmpty()) {
            wrong("url", nonsense);
        }
        try {
            Limit.parse(value("limits"));
        } catch (IllegalArgumentException e) {
            wrong("limits", ": " + e.getMessage());
        }
        try {
            String order = value("keyOrder");
            if (!order.isEmpty()) {
                KeyOrder.parse(order);
            }
        } catch (IllegalArgumentException e) {
            wrong("keyOrder", ": " + e.getMessage());
        }
        for (String time : TIMES) {
            String value = value(time);
            if (!value.isEmpty() && !Kind.isDuration(value)) {
                wrong(time, "must be a time such as 500ms, 15s or 10m, not '" + value + "'");
            }
        }
        for (String time : TIMES_OR_MILLIS) {
            String value = value(time);
            if (!value.isEmpty() && !isCount(value) && !Kind.isDuration(value)) {
                wrong(time, "must be a time such as 500ms, 15s or 10m, not '" + value + "'");
            }
        }
        for (String count : COUNTS) {
            String value = value(count);
            if (!value.isEmpty() && !isCount(value)) {
                String unit = count.equals("openMillis") ? " of milliseconds" : "";
                wrong(count, "must be a whole number" + unit + " above 0, not '" + value + "'");
            }
        }
        try {
            String keys = scene.resolved(element, keys());
            KeyList.check(keys == null ? "" : keys.strip());
            KeyList.mistakes(
                            keys == null ? "" : keys.strip(),
                            scene.surroundings().directory())
                    .forEach(mistake -> wrong("keys", ": " + mistake));
        } catch (IllegalArgumentException e) {
            wrong("keys", ": " + e.getMessage() + variable());
        }
        batches();
        rate();
        String least = value("minimumBalance");
        if (!least.isEmpty() && !least.matches("\\d{1,9}(\\.\\d{1,6})?")) {
            wrong("minimumBalance", "must be an amount such as 0.5, not '" + least + "'");
        }
    }

    private static boolean isCount(String value) {
        return value.matches("\\d{1,9}") && Integer.parseInt(value) > 0;
    }

    /** Where keys come from that do not stand in the file. */
    private String variable() {
        Matcher name = VARIABLE.matcher(keys());
        return name.find() ? " (in the environment variable " + name.group(1) + ")" : "";
    }

    /** Its keys as they are written, or the variable that the catalogue names. */
    private String keys() {
        ScalarNode keys = given.get("keys");
        String vendor = value("vendor").isEmpty() ? value("name") : value("vendor");
        return KeyList.orVariable(
                keys == null ? defaults.getOrDefault("keys", "") : keys.getValue(),
                value("url"),
                scene.surroundings().catalog().vendor(vendor).map(Vendor::keys).orElse(List.of()));
    }

    private void name() {
        String name = value("name");
        if (given.containsKey("name")
                && !name.contains("{{")
                && !NAME.matcher(name).matches()) {
            wrong("name", "may have letters, digits, dots, dashes and underscores, not '" + name + "'");
        }
    }

    private void batches() {
        String value = value("batches");
        if (!value.isEmpty() && !value.equals(ProviderEntry.VENDOR_BATCHES)) {
            wrong("batches", "must be '" + ProviderEntry.VENDOR_BATCHES + "' or empty, not '" + value + "'");
        }
    }

    private void rate() {
        String value = value("failureRate");
        if (!value.isEmpty()) {
            boolean fits = value.matches("\\d{1,3}(\\.\\d+)?")
                    && Double.parseDouble(value) > 0
                    && Double.parseDouble(value) <= 100;
            if (!fits) {
                wrong("failureRate", "must be a share in percent, above 0 and at most 100, not '" + value + "'");
            }
        }
    }

    private void vendor() {
        String vendor = value("vendor");
        boolean named = !vendor.isEmpty();
        String wanted = named ? vendor : value("name");
        Optional<Vendor> known = scene.surroundings().catalog().vendor(wanted);
        if (known.isPresent()) {
            String dialect = "client-" + known.get().dialect();
            if (!scene.surroundings().beans().contains(dialect)) {
                wrong(
                        named ? "vendor" : "name",
                        "is a vendor whose dialect '" + known.get().dialect() + "' Serai does not speak yet");
            }
            return;
        }
        boolean hasUrl = given.containsKey("url") && !value("url").isEmpty();
        if ((named || !hasUrl && !wanted.isEmpty()) && !scene.all().maybe(wanted)) {
            wrong(
                    named ? "vendor" : "name",
                    "is '" + wanted + "', but the catalogue has no such vendor"
                            + Suggestion.of(
                                    wanted, scene.surroundings().catalog().names())
                            + (named ? "" : "; a server of your own needs the parameter url"));
        }
    }

    /** What is wrong with a URL; empty if nothing is. An address without a scheme is completed with http://. */
    private static String urlMistake(String text) {
        if (text.contains("{{")) {
            return "";
        }
        String form = "must be a URL that begins with http:// or https://";
        try {
            URI uri = new URI((text.contains("://") ? text : "http://" + text).replace("{model}", "model"));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            String authority = uri.getRawAuthority();
            if (!web || authority == null) {
                return form;
            }
            if (authority.contains("@")) {
                return "has a user or a password in it, which Serai does not send; put the key under 'keys'";
            }
            if (uri.getFragment() != null) {
                return "has a '#' in it, after which nothing is sent; leave it out";
            }
            Matcher port = Pattern.compile(":(\\d*)$").matcher(authority);
            boolean ported = port.find();
            if (ported && !port.group(1).matches("\\d{1,5}")
                    || ported && (Integer.parseInt(port.group(1)) < 1 || Integer.parseInt(port.group(1)) > 65535)) {
                return "has no port that can be; use 1 to 65535";
            }
            String host = ported ? authority.substring(0, port.start()) : authority;
            boolean slip = host.matches("(?i)https?") || host.isEmpty() && !ported;
            return slip || !host.matches("[\\w.-]*|\\[[0-9a-fA-F:.%]+]") ? form + ", not '" + text + "'" : "";
        } catch (URISyntaxException e) {
            return form;
        }
    }

    private String value(String parameter) {
        @Nullable String value = scene.resolved(element, given.get(parameter));
        return value == null ? "" : value.strip();
    }

    private void wrong(String parameter, String message) {
        ScalarNode at = given.get(parameter);
        scene.wrong(
                element,
                at == null ? element.node() : at,
                "'" + parameter + "'" + (message.startsWith(":") ? "" : " ") + message);
    }
}
