package io.serai;

import io.serai.batch.Batches;
import io.serai.batch.Job;
import io.serai.chat.ChatException;
import io.serai.ingress.http.JsonReply;
import io.serai.ingress.http.OperatorQuery;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs for operators: {@code GET /admin/jobs} and {@code /admin/jobs/ID}, {@code POST /admin/jobs/ID/pause}, {@code .../resume},
 * {@code .../cancel} and {@code .../replay}. All other requests go on.
 */
final class JobsAdmin implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(JobsAdmin.class);
    private static final Pattern PATH =
            Pattern.compile("/admin/jobs(?:/([\\w-]+)(?:/(pause|resume|cancel|replay))?)?/?");
    private static final int MOST = 200;
    private static final int LARGEST = 4 << 10;

    private final Batches batches;
    private final Handler<HttpServerRequest> others;

    JobsAdmin(Batches batches, Handler<HttpServerRequest> others) {
        this.batches = batches;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        boolean reads = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        boolean changes = path.matches() && path.group(2) != null;
        if (!path.matches() || reads == changes || (changes && !HttpMethod.POST.equals(request.method()))) {
            others.handle(request);
            return;
        }
        OperatorQuery.read(request, LARGEST, body -> answer(request, path.group(1), path.group(2), body));
    }

    private void answer(HttpServerRequest request, @Nullable String id, @Nullable String verb, byte[] body) {
        try {
            OperatorQuery.nothing(request, body);
            if (id == null) {
                JsonReply.send(
                        request,
                        200,
                        Map.of(
                                "jobs",
                                batches.jobs(MOST).stream().map(batches::report).toList()));
                return;
            }
            Job job = batches.job(id);
            if (verb != null) {
                change(job, verb);
            }
            JsonReply.send(request, 200, batches.report(batches.job(id)));
        } catch (IllegalArgumentException e) {
            JsonReply.send(request, 400, Map.of("error", String.valueOf(e.getMessage())));
        } catch (ChatException e) {
            JsonReply.send(request, e.status(), Map.of("error", e.reason()));
        } catch (RuntimeException e) {
            LOG.error("{} failed", request.path(), e);
            JsonReply.send(request, 500, Map.of("error", "The job could not be read or changed"));
        }
    }

    private void change(Job job, String verb) {
        switch (verb) {
            case "pause" -> batches.pause(job);
            case "resume" -> batches.resume(job);
            case "cancel" -> batches.cancel(job);
            default -> batches.replay(job);
        }
    }
}
