package io.serai;

import io.serai.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks the Serai that runs at the address of the settings, with the first admin key that they name. */
final class AdminClient {
    private final Settings settings;

    AdminClient(Settings settings) {
        this.settings = settings;
    }

    /**
     * Sends a request without a body.
     *
     * @param parameters of the query
     * @throws ConnectException if none runs there
     */
    HttpResponse<String> send(String method, String path, Map<String, String> parameters, Duration patience)
            throws IOException, InterruptedException {
        String query = parameters.entrySet().stream()
                .map(it -> it.getKey() + '=' + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create("http://"
                + HttpSettings.authority(HttpSettings.near(settings), settings.port("serai.http.port")) + path + '?'
                + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(patience).method(method, BodyPublishers.noBody());
        settings.list("serai.admin.keys").stream()
                .findFirst()
                .ifPresent(key -> request.header("authorization", "Bearer " + key));
        try (HttpClient client =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    /**
     * The body of the answer.
     *
     * @throws IOException if none runs there, or it refuses
     */
    String answer(String method, String path, Map<String, String> parameters, Duration patience)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, parameters, patience);
        if (answer.statusCode() != 200) {
            throw new IOException("The Serai at " + answer.uri().getAuthority() + " answers " + answer.statusCode()
                    + ": " + answer.body());
        }
        return answer.body();
    }
}
