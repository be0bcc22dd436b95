package io.serai.revision;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.dialect.Json;
import io.serai.ingress.http.OperatorQuery;
import io.serai.revision.Revisions.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * An operator's requests about the routes: {@code GET /admin/routes} reports which run, their files and refused edits; {@code POST
 * /admin/routes/reload} loads the files now; {@code POST /admin/routes/rollback} brings the revision before back.
 */
public final class RoutesAdmin implements Handler<HttpServerRequest> {
    private static final int LARGEST = 4 << 10;

    private final Revisions revisions;

    public RoutesAdmin(Revisions revisions) {
        this.revisions = revisions;
    }

    /** The paths of operators below {@code /admin}. */
    static final String THERE = "GET answers at /admin/cache, /admin/events, /admin/jobs, /admin/keys,"
            + " /admin/pipeline, /admin/prompts, /admin/providers, /admin/queue/failed, /admin/requests, /admin/routes,"
            + " /admin/session and /admin/usage. POST answers at /admin/jobs/ID/pause, /resume, /cancel and /replay;"
            + " /admin/keys, /admin/keys/ID/rotate, /on and /off; /admin/providers/NAME/wake, /rest and /probe (also"
            + " NAME/keys/ALIAS/wake and NAME/models/MODEL/wake); /admin/queue/replay; /admin/routes/reload and"
            + " /admin/routes/rollback.";

    @Override
    public void handle(HttpServerRequest request) {
        switch (request.method() + " " + request.path()) {
            case "GET /admin/routes" -> answer(request, 200, json(null));
            case "POST /admin/routes/reload" -> change(request, revisions::load);
            case "POST /admin/routes/rollback" -> change(request, revisions::rollBack);
            default ->
                answer(request, 404, Json.write(json -> {
                    json.writeStartObject();
                    json.writeStringField("error", "There is no " + request.method() + " of this path. " + THERE);
                    json.writeEndObject();
                }));
        }
    }

    /** Loading takes a moment, for which the event loop must not wait. */
    private void change(HttpServerRequest request, Runnable change) {
        OperatorQuery.read(request, LARGEST, body -> {
            try {
                OperatorQuery.nothing(request, body);
            } catch (IllegalArgumentException e) {
                answer(request, 400, Json.write(Map.of("error", String.valueOf(e.getMessage()))));
                return;
            }
            try {
                change.run();
                answer(request, 200, json(null));
            } catch (RevisionException e) {
                answer(request, 422, json(e.findings()));
            }
        });
    }

    private static void answer(HttpServerRequest request, int status, byte[] body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(body));
    }

    private byte[] json(@Nullable List<String> findings) {
        Revision current = revisions.current();
        Refusal refusal = revisions.refusal();
        return Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("revision", current.number());
            json.writeStringField("loadedAt", current.loadedAt().toString());
            if (findings != null) {
                texts(json, "findings", findings);
            }
            json.writeFieldName("refused");
            if (refusal == null) {
                json.writeNull();
            } else {
                json.writeStartObject();
                json.writeStringField("at", refusal.at().toString());
                texts(json, "findings", refusal.findings());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("edits");
            for (Revisions.Edit edit : revisions.edits()) {
                json.writeStartObject();
                json.writeStringField("at", edit.at().toString());
                if (edit.revision() > 0) {
                    json.writeNumberField("revision", edit.revision());
                }
                texts(json, "findings", edit.findings());
                json.writeEndObject();
            }
            json.writeEndArray();
            texts(json, "standing", revisions.standing());
            texts(json, "afterRestart", current.afterRestart());
            List<Revision> draining = revisions.draining();
            json.writeNumberField(
                    "inFlightOnOlder",
                    draining.stream().mapToInt(Revision::inFlight).sum());
            json.writeArrayFieldStart("draining");
            for (Revision old : draining) {
                json.writeStartObject();
                json.writeNumberField("revision", old.number());
                json.writeNumberField("inFlight", old.inFlight());
                json.writeEndObject();
            }
            json.writeEndArray();
            routes(json, current);
            json.writeEndObject();
        });
    }

    private static void routes(JsonGenerator json, Revision revision) throws IOException {
        json.writeArrayFieldStart("routes");
        List<Route> routes = revision.context().getRoutes().stream()
                .sorted(Comparator.comparing(Route::getRouteId))
                .toList();
        for (Route route : routes) {
            json.writeStartObject();
            json.writeStringField("id", route.getRouteId());
            json.writeStringField("description", route.getDescription());
            json.writeStringField("from", route.getEndpoint().getEndpointBaseUri());
            String place = route.getSourceLocation();
            int colon = place == null ? -1 : place.lastIndexOf(':');
            json.writeStringField("file", colon < 0 ? place : place.substring(0, colon));
            if (colon > 0 && place != null && place.substring(colon + 1).matches("\\d+")) {
                json.writeNumberField("line", Integer.parseInt(place.substring(colon + 1)));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
