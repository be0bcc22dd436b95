package io.serai.ingress.job;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options in the front matter of a prompt, or in the {@code defaults.yaml} of a folder. Texts are empty where it sets nothing.
 *
 * @param dialect in which JSON requests are written; empty to recognise it by their shape
 * @param model as in the model field of a request
 * @param task the pool that shall answer
 * @param system the system prompt
 * @param parameters in OpenAI's names
 */
record JobOptions(String dialect, String model, String task, String system, Map<String, Object> parameters) {
    static final JobOptions NONE = new JobOptions("", "", "", "", Map.of());

    /** Two names of one parameter: where one is set, the other one's default is of no use. */
    private static final Map<String, String> SAME =
            Map.of("max_tokens", "max_completion_tokens", "max_completion_tokens", "max_tokens");

    /** These options, and others where they set nothing. */
    JobOptions or(JobOptions others) {
        return new JobOptions(
                first(dialect, others.dialect),
                first(model, others.model),
                first(task, others.task),
                first(system, others.system),
                completed(parameters, others.parameters));
    }

    /** Whether they leave a request as it is. */
    boolean changeNothing() {
        return model.isEmpty() && system.isEmpty() && parameters.isEmpty();
    }

    /** The request with these options where it says nothing itself. */
    ChatRequest complete(ChatRequest request) {
        ChatRequest complete = request;
        if (!system.isEmpty() && request.messages().stream().noneMatch(it -> it.role() == Role.SYSTEM)) {
            List<Message> messages = new ArrayList<>(request.messages().size() + 1);
            messages.add(Message.of(Role.SYSTEM, system));
            messages.addAll(request.messages());
            complete = complete.withMessages(messages);
        }
        Map<String, Object> all = completed(request.parameters(), parameters);
        if (!all.equals(request.parameters())) {
            complete = complete.withParameters(all);
        }
        return model.isEmpty() || !request.model().equals(ChatRequest.AUTO) ? complete : complete.withModel(model);
    }

    private static Map<String, Object> completed(Map<String, Object> own, Map<String, Object> others) {
        Map<String, Object> all = new LinkedHashMap<>(own);
        others.forEach((name, value) -> {
            if (!own.containsKey(SAME.getOrDefault(name, name))) {
                all.putIfAbsent(name, value);
            }
        });
        return all;
    }

    private static String first(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
