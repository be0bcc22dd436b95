package io.serai.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A vendor that is healthy, except for some of its models. */
public final class SickModels extends HealthyVendor {
    private final Map<String, Answer> sick = new ConcurrentHashMap<>();

    public SickModels(String name) {
        super(name);
    }

    /** 404, as for a model that never was. */
    public SickModels missing(String model) {
        String message = "The model `" + model + "` does not exist or you do not have access to it.";
        return sick(model, Answer.error(404, message, "invalid_request_error", null, "model_not_found"));
    }

    /** 410, as for a model that was switched off. */
    public SickModels retired(String model) {
        String message = "The model `" + model + "` has been retired.";
        return sick(model, Answer.error(410, message, "invalid_request_error", "model", "model_retired"));
    }

    /** 403, as for a model that needs a subscription. */
    public SickModels forbidden(String model) {
        String message = "The model `" + model + "` requires a subscription.";
        return sick(model, Answer.error(403, message, "permission_denied", "model", "model_forbidden"));
    }

    /** 503, as for a model without a free machine. */
    public SickModels overloaded(String model) {
        String message = "The model `" + model + "` is currently overloaded.";
        return sick(model, Answer.error(503, message, "service_unavailable", null, "model_overloaded"));
    }

    private SickModels sick(String model, Answer answer) {
        sick.put(model, answer);
        return this;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        if (request.method().equals("GET")) {
            return super.answer(request);
        }
        Answer refusal = sick.get(request.json().path("model").asText());
        return refusal != null ? refusal : super.answer(request);
    }
}
