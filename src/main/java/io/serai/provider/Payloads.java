package io.serai.provider;

import io.serai.catalog.Differences;
import io.serai.catalog.Model;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Heavy;
import io.serai.chat.Request;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Notes;
import io.serai.dialect.TokenEstimate;
import io.serai.dialect.Traits;
import io.serai.provider.adapt.Adaptation;
import io.serai.provider.adapt.ToolNaming;
import io.serai.provider.refusal.Lesson;
import io.serai.provider.refusal.Lessons;
import io.serai.provider.refusal.Lessons.Learned;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Canonical requests as what goes out to a vendor: adapted to it, in its words, and changed by what it has refused before. */
final class Payloads {

    private final Set<String> takes;
    private final Supplier<ImageFetcher> images;

    /** @param images what fetches images for vendors that want them as data */
    Payloads(Differences differences, Supplier<ImageFetcher> images) {
        this.takes = takes(differences);
        this.images = images;
    }

    /** A request in the words of the vendor that is being asked. */
    Payload of(VendorCall attempt, Request request) {
        Provider provider = attempt.provider();
        try {
            Notes notes = new Notes();
            refuseWhatOnlyOthersKnow(request, provider);
            Call call = attempt.call();
            Payload written = switch (request) {
                case ChatRequest chat -> {
                    ChatRequest adapted = Heavy.compute(
                            call,
                            () -> named(
                                    Adaptation.of(withUsage(chat, provider), provider.vendor(), notes),
                                    provider,
                                    attempt));
                    ChatRequest shown = withImages(adapted, attempt);
                    yield Heavy.compute(
                            call, () -> provider.dialect().writeChat(shown, traits(provider, chat.model())));
                }
                case EmbeddingRequest embedding ->
                    Heavy.compute(
                            call,
                            () -> provider.dialect()
                                    .writeEmbedding(Adaptation.of(embedding, provider.vendor(), notes)));
            };
            notes.addAll(written.notes());
            Payload payload = Heavy.compute(call, () -> fitted(written, attempt, request, notes));
            attempt.formatInWords(notes.isFormatInWords());
            call.translated(notes.dropped(), notes.adjusted());
            return payload;
        } catch (CannotExpressException e) {
            throw UnavailableException.unable(attempt.target() + " cannot do this: " + e.reason());
        }
    }

    /** As the vendor takes it, by what it has refused before. */
    private static Payload fitted(Payload payload, VendorCall attempt, Request request, Notes notes) {
        List<Learned> learned = attempt.provider().state().lessons().of(attempt.target());
        List<Lesson> known = learned.isEmpty()
                ? List.of()
                : learned.stream()
                        .map(Learned::lesson)
                        .filter(lesson -> !attempt.lessons().contains(lesson))
                        .toList();
        byte[] body = payload.body();
        if (!known.isEmpty()) {
            // Serai's count is not the vendor's: a little room is left.
            body = Lessons.fit(body, known, () -> tokens(request) * 103 / 100 + 32, notes);
        }
        if (!attempt.lessons().isEmpty()) {
            body = Lessons.fit(body, attempt.lessons(), () -> tokens(request), notes);
        }
        attempt.sent(body);
        return body == payload.body() ? payload : new Payload(payload.path(), body, payload.headers(), payload.notes());
    }

    /** How long the prompt is by Serai's count. */
    static long tokens(@Nullable Request request) {
        return request instanceof ChatRequest chat ? TokenEstimate.count(chat) : 0;
    }

    /** In names that the vendor takes, with the thoughts and details of calls that it wants back. */
    private static ChatRequest named(ChatRequest chat, Provider provider, VendorCall attempt) {
        if (chat.originalIn(provider.dialect().name()) != null) {
            return chat;
        }
        ToolNaming naming = ToolNaming.of(chat, provider.toolNames());
        attempt.naming(naming);
        ChatRequest named = naming.rename(chat);
        ChatRequest detailed = provider.state().details().added(named);
        return provider.wantsThoughts() ? provider.state().thoughts().added(detailed) : detailed;
    }

    /** A stream reports its usage at the end only if the request asks for that; limits of tokens need it. */
    private static ChatRequest withUsage(ChatRequest chat, Provider provider) {
        if (!chat.stream()
                || chat.wantsUsageInStream()
                || !provider.dialect().name().equals("openai")) {
            return chat;
        }
        Map<String, Object> options = new LinkedHashMap<>();
        if (chat.parameters().get("stream_options") instanceof Map<?, ?> asked) {
            asked.forEach((name, value) -> options.put(name.toString(), value));
        }
        options.put("include_usage", true);
        Map<String, Object> parameters = new LinkedHashMap<>(chat.parameters());
        parameters.put("stream_options", options);
        return new ChatRequest(
                chat.dialect(), chat.model(), chat.messages(), chat.tools(), true, parameters, chat.original());
    }

    private static void refuseWhatOnlyOthersKnow(Request request, Provider provider) {
        if (request instanceof ChatRequest chat
                && chat.original() != null
                && chat.originalIn(provider.dialect().name()) == null
                && !chat.original().essential().isEmpty()) {
            throw new CannotExpressException(String.join(", ", chat.original().essential()) + ": only "
                    + chat.original().dialect() + " knows this");
        }
    }

    private ChatRequest withImages(ChatRequest chat, VendorCall attempt) {
        return attempt.provider().dialect().needsImageData() && chat.hasImages()
                ? images.get().withData(chat, attempt)
                : chat;
    }

    private Traits traits(Provider provider, String model) {
        return new Traits(provider.vendor().model(model).map(Model::output).orElse(Traits.UNKNOWN), takes);
    }

    private static Set<String> takes(Differences differences) {
        Set<String> takes = new HashSet<>(differences.takes());
        if (!differences.thoughts().isEmpty()) {
            takes.add(Traits.THOUGHTS);
        }
        return Set.copyOf(takes);
    }
}
