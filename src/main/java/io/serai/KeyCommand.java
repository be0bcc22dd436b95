package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyDesk;
import io.serai.clients.KeyDesk.Made;
import io.serai.clients.KeyWishes;
import io.serai.dialect.Json;
import io.serai.settings.Exposure;
import io.serai.settings.Settings;
import io.serai.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code key create|list|show|change|limits|rotate|on|off|delete}: client keys on the command line. It asks the Serai that runs at the
 * address of the settings, with their admin key; where none runs it changes what is kept in the data folder.
 */
final class KeyCommand {
    static final String USAGE = """
        key create [name=... owner=... team=... tags=a,b expires=30d models=gpt-*,groq/* pools=light limits="500/day, $5/month@UTC" systemPrompt=... id=...]
        key list | key show ID | key change ID field=value ... | key limits ID "500/day, 3 parallel"
        key rotate ID [grace=24h] | key on ID | key off ID | key delete ID\
        """;

    private static final List<String> LISTS = List.of("tags", "models", "pools");
    private static final int FINE = 0;
    private static final int REFUSED = 1;
    private static final int CANNOT = 2;

    private final Path directory;
    private final Settings settings;
    private final PrintStream out;

    KeyCommand(Path directory, Settings settings, PrintStream out) {
        this.directory = directory;
        this.settings = settings;
        this.out = out;
    }

    /**
     * What a line asks for.
     *
     * @param verb what is done, as the path of the HTTP interface names it; empty for the key itself
     */
    private record Wish(String method, String id, String verb, Map<String, Object> fields) {}

    /** @return the exit code: 0, 1 if it is refused, 2 if the words mean nothing */
    int run(List<String> words) throws InterruptedException {
        Wish wish;
        try {
            wish = wish(words);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(USAGE);
            return CANNOT;
        }
        try {
            HttpResponse<String> answer = ask(wish);
            out.println(answer.body());
            return answer.statusCode() / 100 == 2 ? FINE : REFUSED;
        } catch (ConnectException e) {
            return here(wish);
        } catch (IOException e) {
            out.println("The running Serai does not answer: " + e.getMessage());
            return REFUSED;
        }
    }

    private static Wish wish(List<String> words) {
        String what = words.isEmpty() ? "" : words.getFirst();
        if (what.equals("create")) {
            return new Wish("POST", "", "", fields(words.subList(1, words.size())));
        }
        if (what.equals("list") && words.size() == 1) {
            return new Wish("GET", "", "", Map.of());
        }
        if (words.size() < 2) {
            throw new IllegalArgumentException("'key " + what + "' needs the id of a key, or means nothing.");
        }
        String id = words.get(1);
        List<String> rest = words.subList(2, words.size());
        return switch (what) {
            case "show" -> new Wish("GET", id, "", none(what, rest));
            case "change" -> new Wish("PATCH", id, "", fields(rest));
            case "limits" -> new Wish("PATCH", id, "", Map.of("limits", String.join(" ", rest)));
            case "rotate" -> new Wish("POST", id, "rotate", fields(rest));
            case "on", "off" -> new Wish("POST", id, what, none(what, rest));
            case "delete" -> new Wish("DELETE", id, "", none(what, rest));
            default -> throw new IllegalArgumentException("Serai knows no 'key " + what + "'.");
        };
    }

    private static Map<String, Object> none(String what, List<String> rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "'key " + what + "' takes an id and no more, not '" + rest.getFirst() + "'.");
        }
        return Map.of();
    }

    private static Map<String, Object> fields(List<String> words) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Words.named(words).forEach((name, text) -> fields.put(name, value(name, text)));
        return fields;
    }

    private static @Nullable Object value(String name, String text) {
        if (text.equals("null")) {
            return null;
        }
        if (LISTS.contains(name)) {
            List<String> list = new ArrayList<>();
            for (String part : text.split(",")) {
                if (!part.isBlank()) {
                    list.add(part.strip());
                }
            }
            return list;
        }
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
    }

    private HttpResponse<String> ask(Wish wish) throws IOException, InterruptedException {
        String host = settings.text("serai.http.host");
        String path =
                "/admin/keys" + (wish.id().isEmpty() ? "" : "/" + URLEncoder.encode(wish.id(), StandardCharsets.UTF_8))
                        + (wish.verb().isEmpty() ? "" : "/" + wish.verb());
        String reachable = Exposure.isLocal(host) ? host : "127.0.0.1";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://" + HttpSettings.authority(reachable, settings.port("serai.http.port")) + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        wish.method(),
                        wish.fields().isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(Json.write(wish.fields())));
        settings.list("serai.admin.keys").stream()
                .findFirst()
                .ifPresent(key -> request.header("authorization", "Bearer " + key));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** Does it without a running Serai, in whose place it holds the data folder meanwhile. */
    private int here(Wish wish) {
        Path data = directory.resolve(settings.text("serai.data"));
        try (DataLock lock = DataLock.take(data);
                Store store = new Store(Usages.storeSettings(settings, data));
                Clients clients = new Clients(data, store, InstantSource.system(), () -> null, () -> null)) {
            clients.readKeys();
            out.println(new String(Json.write(done(clients.desk(), wish)), StandardCharsets.UTF_8));
            return FINE;
        } catch (ClientException e) {
            out.println(e.reason());
            return REFUSED;
        } catch (StartException e) {
            out.println(e.getMessage());
            return REFUSED;
        } catch (IOException e) {
            out.println("The data folder cannot be given back: " + e.getMessage());
            return REFUSED;
        }
    }

    private static Object done(KeyDesk desk, Wish wish) {
        Object result = switch (wish.method() + ' ' + wish.verb()) {
            case "GET " -> wish.id().isEmpty() ? desk.list(false) : desk.get(wish.id());
            case "PATCH " -> desk.change(wish.id(), wish.fields());
            case "DELETE " -> desk.delete(wish.id());
            case "POST rotate" -> desk.rotate(wish.id(), KeyWishes.grace(wish.fields()), "");
            case "POST on", "POST off" -> desk.turn(wish.id(), wish.verb().equals("on"));
            default -> desk.create(wish.fields(), "");
        };
        return switch (result) {
            case Made made -> desk.shown(made);
            case ClientKey key -> desk.shown(key);
            case List<?> keys ->
                Map.of(
                        "keys",
                        keys.stream()
                                .map(ClientKey.class::cast)
                                .map(desk::shown)
                                .toList());
            default -> result;
        };
    }
}
