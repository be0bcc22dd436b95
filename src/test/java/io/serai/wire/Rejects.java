package io.serai.wire;

/** A vendor that dislikes a parameter of the request. */
public final class Rejects extends Always {

    private Rejects(Answer answer) {
        super(answer);
    }

    /** 400 as OpenAI says it: invalid_request_error. */
    public static Rejects parameter(String param) {
        String message = "Unsupported parameter: '" + param + "' is not supported with this model.";
        return new Rejects(Answer.error(400, message, "invalid_request_error", param, "unsupported_parameter"));
    }

    /** 422 as FastAPI says it, and with it many a vendor: a list of details in place of an error. */
    public static Rejects unprocessable(String param) {
        String body = """
                {"detail":[{"loc":["body","%s"],"msg":"Extra inputs are not permitted",\
                "type":"extra_forbidden"}]}""".formatted(param);
        return new Rejects(Answer.json(422, body));
    }
}
