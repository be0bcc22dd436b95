package io.serai.alerts;

import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A notice that a condition has come about: the body with which {@code direct:alert} is called. As text it is a sentence. */
public record Alert(Instant at, Condition condition) {

    public String kind() {
        return condition.kind();
    }

    public String subject() {
        return condition.subject();
    }

    public String text() {
        return condition.text();
    }

    /** For webhooks: {@code {"time", "kind", "subject", "text", "value", "threshold"}}. */
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", at.toString());
        fields.put("kind", kind());
        fields.put("subject", subject());
        fields.put("text", text());
        fields.put("value", condition.value());
        fields.put("threshold", condition.threshold());
        return json(fields);
    }

    /** For incoming webhooks of Slack, Mattermost and the like: {@code {"text": ...}}. */
    public String slack() {
        return json(Map.of("text", text()));
    }

    private static String json(Map<String, Object> fields) {
        return new String(Json.write(fields), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
