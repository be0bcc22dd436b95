package io.serai.revision;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.dialect.Json;
import io.serai.provider.Provider;
import io.serai.revision.check.SavedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A revision's routes as a picture: boxes with their file and line, and arrows with how often they were taken since the revision serves.
 * Routes where requests come in are one box for each file.
 */
public final class Pipeline {
    private static final String DIRECT = "direct:";
    private static final String LLM = "llm:";
    private static final String POOL = "pool-";

    private final Revision revision;
    private final Map<String, Box> boxes = new TreeMap<>();
    private final Map<String, String> boxOf = new LinkedHashMap<>();
    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private final Map<String, String> open = new LinkedHashMap<>();
    private final Map<Arrow, Long> arrows = new LinkedHashMap<>();

    private record Box(
            String id, String kind, String label, @Nullable String description, Place place, List<String> steps) {}

    private record Place(String file, int line) {
        static Place of(@Nullable String location) {
            if (location == null) {
                return new Place("", 0);
            }
            int colon = location.lastIndexOf(':');
            boolean lined = colon > 0 && location.substring(colon + 1).matches("\\d{1,7}");
            return lined
                    ? new Place(location.substring(0, colon), Integer.parseInt(location.substring(colon + 1)))
                    : new Place(location, 0);
        }
    }

    /** Where a route or the entry of a provider names itself; Camel tells only where it begins to work, or where its template does. */
    private Place placeOf(String id, Place otherwise) {
        Pattern entry =
                Pattern.compile("(?:^|[\\s{,])(?:routeId|id):\\s*([\"']?)" + Pattern.quote(id) + "\\1\\s*(?:[,}#]|$)");
        for (Map.Entry<String, List<String>> file : lines.entrySet()) {
            int line = 0;
            for (String text : file.getValue()) {
                line++;
                if (text.contains(id)
                        && !text.stripLeading().startsWith("#")
                        && entry.matcher(text).find()) {
                    return new Place(file.getKey(), line);
                }
            }
        }
        return otherwise;
    }

    private record Arrow(String from, String to) {}

    private Pipeline(Revision revision, @Nullable SavedFiles files) {
        this.revision = revision;
        if (files != null) {
            files.routes()
                    .forEach((name, content) -> lines.put(
                            name,
                            new String(content, StandardCharsets.UTF_8).lines().toList()));
        }
    }

    /** Draws each revision once, and counts whenever somebody looks. */
    public static Supplier<byte[]> of(Revisions revisions) {
        AtomicReference<@Nullable Pipeline> last = new AtomicReference<>();
        return () -> {
            Revision revision = revisions.current();
            Pipeline drawn = last.get();
            if (drawn == null || drawn.revision != revision) {
                drawn = new Pipeline(revision, revisions.files());
                drawn.draw();
                last.set(drawn);
            }
            return drawn.json();
        };
    }

    private byte[] json() {
        Map<Arrow, Long> counted = new LinkedHashMap<>(arrows);
        revision.called().counts().forEach((from, all) -> all.forEach((to, count) -> count(counted, from, to, count)));
        return Json.write(json -> write(json, counted));
    }

    private void draw() {
        DefaultCamelContext context = (DefaultCamelContext) revision.context();
        Map<String, RouteDefinition> definitions = new TreeMap<>();
        for (RouteDefinition definition : ((ModelCamelContext) context).getRouteDefinitions()) {
            definitions.put(String.valueOf(definition.getRouteId()), definition);
        }
        for (Route route : context.getRoutes()) {
            add(route, definitions.get(route.getRouteId()));
        }
        definitions.forEach((id, definition) -> {
            if (boxOf.containsKey(id)) {
                follow(id, definition);
                followMadeUp(id, definition);
            }
        });
        // An address that is made up for each request may lead to what no other arrow leads to.
        open.forEach((from, prefix) -> boxes.keySet().stream()
                .filter(to -> to.startsWith(prefix)
                        && arrows.keySet().stream()
                                .noneMatch(arrow -> arrow.to().equals(to)))
                .forEach(to -> arrow(from, to)));
        // Where requests come in that ask no model, there is nothing to follow.
        boxes.values()
                .removeIf(box -> box.kind().equals("ingress")
                        && arrows.keySet().stream()
                                .noneMatch(arrow -> arrow.from().equals(box.id())));
    }

    private void add(Route route, @Nullable RouteDefinition definition) {
        String id = route.getRouteId();
        Place place = placeOf(id, Place.of(route.getSourceLocation()));
        String from = route.getEndpoint().getEndpointBaseUri();
        Provider provider = revision.providers().find(id);
        if (!from.startsWith("direct:")) {
            String name = "in:" + place.file();
            boxOf.put(id, name);
            String label = place.file().replaceFirst(".*/", "").replaceFirst("\\.camel\\.yaml$|\\.yaml$", "");
            boxes.merge(
                    name,
                    new Box(name, "ingress", label, null, place, List.of()),
                    (one, other) -> one.place().line() <= other.place().line() ? one : other);
            return;
        }
        String kind = provider != null ? "provider" : id.startsWith(POOL) ? "pool" : "step";
        boxOf.put(id, id);
        List<String> steps = new ArrayList<>();
        if (definition != null && provider == null) {
            for (ProcessorDefinition<?> step :
                    ProcessorDefinitionHelper.filterTypeInOutputs(definition.getOutputs(), ProcessorDefinition.class)) {
                if (!(step instanceof SendDefinition<?>)) {
                    steps.add(step.getShortName());
                }
            }
        }
        boxes.put(
                id,
                new Box(
                        id,
                        kind,
                        id,
                        provider == null ? route.getDescription() : null,
                        place,
                        steps.stream().distinct().limit(12).toList()));
    }

    private void follow(String id, RouteDefinition definition) {
        for (SendDefinition<?> send :
                ProcessorDefinitionHelper.filterTypeInOutputs(definition.getOutputs(), SendDefinition.class)) {
            String uri = String.valueOf(send.getUri()).replaceFirst("^(direct|llm)://", "$1:");
            if (uri.startsWith(DIRECT)) {
                arrow(id, uri.substring(DIRECT.length()).replaceFirst("\\?.*", ""));
            } else if (uri.startsWith(LLM)) {
                for (String target : uri.substring(LLM.length()).split(",")) {
                    arrow(id, target.strip().replaceFirst("/.*", ""));
                }
            }
        }
    }

    private void followMadeUp(String id, RouteDefinition definition) {
        for (ToDynamicDefinition send :
                ProcessorDefinitionHelper.filterTypeInOutputs(definition.getOutputs(), ToDynamicDefinition.class)) {
            String uri = String.valueOf(send.getUri());
            int made = uri.indexOf("${");
            if (uri.startsWith(DIRECT) && made > 0) {
                open.put(id, uri.substring(DIRECT.length(), made));
            }
        }
    }

    private void arrow(String from, String to) {
        String tail = boxOf.get(from);
        String head = boxOf.get(to);
        if (tail != null && head != null && boxes.containsKey(head) && !tail.equals(head)) {
            arrows.merge(new Arrow(tail, head), 0L, Long::sum);
        }
    }

    private void count(Map<Arrow, Long> counted, String from, String to, LongAdder count) {
        String tail = boxOf.get(from);
        String head = boxOf.get(to);
        if (tail != null && head != null && boxes.containsKey(tail) && !tail.equals(head)) {
            counted.merge(new Arrow(tail, head), count.sum(), Long::sum);
        }
    }

    private void write(JsonGenerator json, Map<Arrow, Long> counted) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", revision.number());
        json.writeStringField("since", revision.loadedAt().toString());
        json.writeArrayFieldStart("nodes");
        for (Box box : boxes.values()) {
            json.writeStartObject();
            json.writeStringField("id", box.id());
            json.writeStringField("kind", box.kind());
            json.writeStringField("label", box.label());
            if (box.description() != null) {
                json.writeStringField("description", box.description());
            }
            json.writeStringField("file", box.place().file());
            json.writeNumberField("line", box.place().line());
            Provider provider = revision.providers().find(box.id());
            if (provider != null) {
                json.writeBooleanField("on", provider.on());
            }
            json.writeArrayFieldStart("steps");
            for (String step : box.steps()) {
                json.writeString(step);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("edges");
        for (Map.Entry<Arrow, Long> arrow : counted.entrySet()) {
            json.writeStartObject();
            json.writeStringField("from", arrow.getKey().from());
            json.writeStringField("to", arrow.getKey().to());
            json.writeNumberField("count", arrow.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
