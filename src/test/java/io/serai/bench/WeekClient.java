package io.serai.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The ways in which people ask one question after the other while providers come and go, in time that is turned. */
final class WeekClient {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final long THINKING = 1000;
    private static final long GLANCE = 20;

    /** What stands in Serai's trail for a target that was passed over without a call. */
    private static final Set<String> PASSED =
            Set.of("resting", "open", "limited", "quota", "throttled", "refused", "unknown", "unable");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WeekOfOutages.Pause pause;

    WeekClient(WeekOfOutages.Pause pause) {
        this.pause = pause;
    }

    /**
     * What came of a question.
     *
     * @param calls how many calls to vendors it took
     * @param trail what happened, for people
     */
    record Result(boolean good, int calls, String trail) {}

    /** Asks a provider and takes what comes. */
    Result one(String url, int number) {
        return new Result(answered(url, number), 1, "");
    }

    /** Asks the provider whose turn it is and, where it fails, after a moment the next. */
    Result next(List<String> urls, int number) {
        if (answered(urls.get(number % urls.size()), number)) {
            return new Result(true, 1, "");
        }
        pause.go(DELAY);
        return new Result(answered(urls.get((number + 1) % urls.size()), number), 2, "");
    }

    /** Asks Serai's pool. While there is no answer time goes on. */
    Result serai(String url, int number) {
        CompletableFuture<HttpResponse<String>> asked =
                http.sendAsync(request(url, "light", number), BodyHandlers.ofString());
        @Nullable HttpResponse<String> answer = within(asked, THINKING);
        while (answer == null) {
            pause.go(STEP);
            answer = within(asked, GLANCE);
        }
        String trail = answer.headers().firstValue("x-serai-attempts").orElse("");
        int calls = 0;
        for (String attempt : trail.split(", ")) {
            String[] words = attempt.split(" ");
            calls += words.length > 1 && !PASSED.contains(words[1]) ? 1 : 0;
        }
        return new Result(answer.statusCode() == 200, calls, answer.statusCode() + ": " + trail);
    }

    private static @Nullable HttpResponse<String> within(CompletableFuture<HttpResponse<String>> asked, long millis) {
        try {
            return asked.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answered(String url, int number) {
        try {
            HttpResponse<String> answer = http.sendAsync(request(url, "small", number), BodyHandlers.ofString())
                    .get();
            return answer.statusCode() == 200;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest request(String url, String model, int number) {
        return HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .timeout(Duration.ofMinutes(1))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"question %d\"}]}"
                                .formatted(model, number)))
                .build();
    }
}
