package io.serai.prompts;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Fills the templates that requests name: by OpenAI's {@code prompt: {id, version, variables}} or by LiteLLM's {@code prompt_id}, {@code
 * prompt_version} and {@code prompt_variables}, in every dialect by the headers {@code x-serai-prompt} and {@code x-serai-prompt-variables}, or by
 * the model {@code prompt:NAME}. The template's messages stand before those of the request.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create#responses-create-prompt">OpenAI, prompt</a>
 * @see <a href="https://docs.litellm.ai/docs/proxy/prompt_management">LiteLLM, prompt management</a>
 */
public final class Templates {
    /** A template that names a variable many times makes much of little. */
    private static final long LONGEST = 8L << 20;

    private static final String HEADER = Inbound.TEMPLATE;
    private static final String HEADER_VARIABLES = "x-serai-prompt-variables";
    private static final String MODEL = Inbound.TEMPLATE_MODEL;

    private static final String PROMPT = "prompt";
    private static final String ID = "prompt_id";
    private static final String VERSION = "prompt_version";
    private static final String VARIABLES = "prompt_variables";

    private final PromptFiles files;

    public Templates(PromptFiles files) {
        this.files = files;
    }

    /**
     * The request with its template filled; the same request if it names none.
     *
     * @param headers of the request, by lower-case name; null for one that it has not
     * @throws RejectedException if there is no such template, or its variables are others
     */
    public ChatRequest fill(ChatRequest request, UnaryOperator<@Nullable String> headers) {
        Map<String, Object> parameters = request.parameters();
        Asked asked = asked(request, headers);
        if (asked == null) {
            return request;
        }
        Template template = find(asked);
        Map<String, String> values = values(asked, template);
        long once = template.length(Map.of())
                + values.values().stream().mapToLong(String::length).sum();
        if (template.length(values) > Math.max(LONGEST, once)) {
            throw new RejectedException(
                    413,
                    "request_too_large",
                    "The prompt '" + asked.id() + "' is longer than " + LONGEST
                            + " characters with these variables, since it repeats them.",
                    asked.fields() + "variables");
        }
        List<Message> messages = new ArrayList<>(template.fill(values));
        messages.addAll(request.messages());
        Map<String, Object> left = new LinkedHashMap<>(parameters);
        List.of(PROMPT, ID, VERSION, VARIABLES).forEach(left::remove);
        return new ChatRequest(
                request.dialect(),
                request.model().startsWith(MODEL) ? ChatRequest.AUTO : request.model(),
                messages,
                request.tools(),
                request.stream(),
                left,
                notPassedOn(request.original()));
    }

    /** What the client has sent knows nothing of the template, so no vendor gets it in place of the filled request. */
    private static @Nullable Original notPassedOn(@Nullable Original original) {
        return original == null
                ? null
                : new Original(PROMPT, original.tree(), original.headers(), original.essential());
    }

    /** The name of the template that a request names, with its version; empty if it names none. */
    public static String named(ChatRequest request, UnaryOperator<@Nullable String> headers) {
        Asked asked = asked(request, headers);
        return asked == null ? "" : asked.name();
    }

    private static @Nullable Asked asked(ChatRequest request, UnaryOperator<@Nullable String> headers) {
        Map<String, Object> parameters = request.parameters();
        if (parameters.get(PROMPT) instanceof Map<?, ?> object) {
            return asked(PROMPT + '.', object.get("id"), object.get("version"), object.get("variables"));
        }
        if (parameters.get(ID) != null) {
            return asked("prompt_", parameters.get(ID), parameters.get(VERSION), parameters.get(VARIABLES));
        }
        String header = headers.apply(HEADER);
        String name = header != null && !header.isBlank()
                ? header
                : request.model().startsWith(MODEL) ? request.model().substring(MODEL.length()) : null;
        return name == null
                ? null
                : asked(
                        header == null ? "model " : HEADER + "-",
                        name,
                        null,
                        variables(headers.apply(HEADER_VARIABLES), parameters));
    }

    private static @Nullable Object variables(@Nullable String header, Map<String, Object> parameters) {
        if (header == null || header.isBlank()) {
            return parameters.get(VARIABLES);
        }
        try {
            return Json.parse(header.getBytes(StandardCharsets.ISO_8859_1));
        } catch (MalformedException e) {
            throw RejectedException.badRequest(
                    "The header " + HEADER_VARIABLES + " must be a JSON object of names and texts, such as"
                            + " {\"language\": \"Java\"}; letters beyond ASCII as \\u00e9.",
                    HEADER_VARIABLES);
        }
    }

    /**
     * What a request names.
     *
     * @param fields how the names of its fields begin
     */
    private record Asked(String fields, String id, String version, Map<?, ?> variables) {
        String name() {
            return id + (version.isEmpty() ? "" : "@" + version);
        }
    }

    private static Asked asked(
            String fields, @Nullable Object id, @Nullable Object version, @Nullable Object variables) {
        if (!(id instanceof String name) || name.isBlank()) {
            throw RejectedException.badRequest(
                    "'" + fields + "id' must be the name of a prompt, as text.", fields + "id");
        }
        if (version != null && !(version instanceof String) && !(version instanceof Number)) {
            throw RejectedException.badRequest("'" + fields + "version' must be text.", fields + "version");
        }
        if (variables != null && !(variables instanceof Map<?, ?>)) {
            throw RejectedException.badRequest(
                    "'" + fields + "variables' must be an object of names and texts.", fields + "variables");
        }
        return new Asked(
                fields,
                name.strip(),
                version == null ? "" : version.toString().strip(),
                variables instanceof Map<?, ?> map ? map : Map.of());
    }

    private Template find(Asked asked) {
        String name = asked.name();
        for (String ending : List.of(".md", ".txt")) {
            String text = files.texts().get(PromptFiles.FOLDER + '/' + name + ending);
            if (text != null && !text.isBlank()) {
                return new Template(text);
            }
        }
        SortedSet<String> known = new TreeSet<>();
        files.texts().keySet().forEach(file -> known.add(file.replaceAll("^[^/]*/|\\.(md|txt)$", "")));
        String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
        throw new RejectedException(
                404,
                "prompt_not_found",
                "There is no prompt '" + shown + "'; "
                        + (known.isEmpty() ? "there are none" : "there are " + few(known))
                        + ". A prompt is a file in prompts/, NAME.md or NAME@VERSION.md.",
                asked.fields() + "id");
    }

    private static String few(SortedSet<String> names) {
        List<String> first = names.stream().limit(20).toList();
        return String.join(", ", first) + (first.size() < names.size() ? " ..." : "");
    }

    private static Map<String, String> values(Asked asked, Template template) {
        Map<String, String> values = new LinkedHashMap<>();
        SortedSet<String> unknown = new TreeSet<>();
        asked.variables().forEach((key, value) -> {
            String name = String.valueOf(key);
            if (template.variables().contains(name)) {
                values.put(name, text(asked, name, value));
            } else {
                unknown.add(name);
            }
        });
        SortedSet<String> missing = new TreeSet<>(template.variables());
        missing.removeAll(values.keySet());
        if (missing.isEmpty() && unknown.isEmpty()) {
            return values;
        }
        throw RejectedException.badRequest(
                "The variables of prompt '" + asked.id() + "' do not fit: "
                        + (missing.isEmpty() ? "" : "missing " + few(missing))
                        + (missing.isEmpty() || unknown.isEmpty() ? "" : "; ")
                        + (unknown.isEmpty() ? "" : "unknown " + few(unknown))
                        + ". It has "
                        + (template.variables().isEmpty() ? "none" : few(template.variables())) + '.',
                asked.fields() + "variables");
    }

    private static String text(Asked asked, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> part && part.get("text") instanceof String words) {
            return words;
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw RejectedException.badRequest(
                "'" + asked.fields() + "variables." + name + "' must be text.", asked.fields() + "variables." + name);
    }
}
