package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.BrokenStreamException;
import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.serai.dialect.VendorErrorException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of all vendors that call themselves compatible, and ours in OpenAI's form. */
class ErrorFormsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            OpenAI               | 401 | {"error": {"message": "Incorrect API key", "type": "invalid_request_error", "param": null, "code": "invalid_api_key"}} | invalid_api_key | Incorrect API key | -
            OpenAI, a parameter  | 400 | {"error": {"message": "Bad", "type": "invalid_request_error", "param": "messages[0].role", "code": null}} | invalid_request_error | Bad | messages[0].role
            OpenAI, overloaded   | 503 | {"error": {"message": "Busy", "type": "server_error", "param": null, "code": null}} | server_error | Busy | -
            OpenAI, no quota     | 429 | {"error": {"message": "Pay", "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}} | insufficient_quota | Pay | -
            Azure                | 400 | {"error": {"code": "content_filter", "message": "Filtered", "param": "prompt", "status": 400, "innererror": {"code": "ResponsibleAIPolicyViolation"}}} | content_filter | Filtered | prompt
            vLLM, old            | 400 | {"object": "error", "message": "Too long", "type": "BadRequestError", "param": null, "code": 400} | BadRequestError | Too long | -
            vLLM                 | 404 | {"error": {"message": "No model", "type": "NotFoundError", "param": "model", "code": 404}} | NotFoundError | No model | model
            FastAPI              | 404 | {"detail": "Not Found"} | `` | Not Found | -
            FastAPI, validation  | 422 | {"detail": [{"loc": ["body", "messages", 0, "role"], "msg": "field required", "type": "value_error.missing"}, {"loc": ["body", "model"], "msg": "none"}]} | `` | messages.0.role: field required; model: none | messages.0.role
            FastAPI, an object   | 400 | {"detail": {"message": "Bad", "code": "x"}} | `` | Bad | -
            Gemini               | 429 | [{"error": {"code": 429, "message": "Quota", "status": "RESOURCE_EXHAUSTED", "details": []}}] | RESOURCE_EXHAUSTED | Quota | -
            Gemini, no list      | 400 | {"error": {"code": 400, "message": "API key not valid", "status": "INVALID_ARGUMENT"}} | INVALID_ARGUMENT | API key not valid | -
            OpenRouter           | 429 | {"error": {"code": 429, "message": "Rate limit exceeded: free-models-per-day", "metadata": {"headers": {}}}, "user_id": "u"} | 429 | Rate limit exceeded: free-models-per-day | -
            behind OpenRouter    | 400 | {"error": {"code": 400, "message": "Provider returned error", "metadata": {"raw": "{\\"error\\":{\\"message\\":\\"Too long\\",\\"code\\":\\"x\\"}}", "provider_name": "P"}}} | 400 | Provider returned error: Too long | -
            behind it, in words  | 400 | {"error": {"code": 400, "message": "Provider returned error", "metadata": {"raw": "Too long", "provider_name": "P"}}} | 400 | Provider returned error: Too long | -
            behind it, its limit | 429 | {"error": {"code": 429, "message": "Provider returned error", "metadata": {"raw": "See billing", "provider_name": "P"}}} | 429 | Provider returned error: See billing | -
            Mistral              | 400 | {"object": "error", "message": "Invalid model: x", "type": "invalid_model", "param": null, "code": "1500"} | 1500 | Invalid model: x | -
            Mistral, validation  | 422 | {"object": "error", "message": {"detail": [{"type": "missing", "loc": ["body", "messages"], "msg": "Field required"}]}, "type": "invalid_request_error", "code": null} | invalid_request_error | messages: Field required | messages
            Mistral, no key      | 401 | {"message": "Unauthorized", "request_id": "r"} | `` | Unauthorized | -
            Cerebras             | 429 | {"message": "Too many", "type": "too_many_requests_error", "param": "quota", "code": "request_quota_exceeded"} | request_quota_exceeded | Too many | quota
            Zhipu                | 429 | {"error": {"code": "1302", "message": "Too many"}} | 1302 | Too many | -
            SiliconFlow          | 400 | {"code": 20012, "message": "Model does not exist", "data": null} | 20012 | Model does not exist | -
            SiliconFlow, no key  | 401 | "Invalid token" | `` | Invalid token | -
            NVIDIA               | 404 | {"status": 404, "title": "Not Found", "detail": "Function not found"} | `` | Function not found | -
            Hugging Face         | 503 | {"error": "Model is loading", "error_type": "overloaded", "estimated_time": 20.0} | overloaded | Model is loading | -
            Ollama               | 404 | {"error": "model 'x' not found"} | `` | model 'x' not found | -
            DashScope            | 400 | {"code": "InvalidParameter", "message": "Bad", "request_id": "r"} | InvalidParameter | Bad | -
            Cloudflare           | 404 | {"success": false, "errors": [{"code": 7003, "message": "No route"}], "messages": [], "result": null} | 7003 | No route | -
            MiniMax              | 401 | {"base_resp": {"status_code": 1004, "status_msg": "login fail"}} | 1004 | login fail | -
            Anthropic's form     | 529 | {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}} | overloaded_error | Overloaded | -
            Spring               | 500 | {"timestamp": "t", "status": 500, "error": "Internal Server Error", "path": "/v1"} | `` | Internal Server Error | -
            another Serai        | 503 | {"error": {"message": "No target", "type": "server_error", "param": null, "code": "no_target_available"}} | no_target_available | No target | -
            """)
    void whatAVendorSays(String vendor, int status, String body, String code, String text, @Nullable String param) {
        VendorErrorException error = Trees.CLIENT.readError(status, Map.of(), Trees.bytes(body));

        assertThat(error.status()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isEqualTo(text);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.retryAfter()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "true",
                "[]",
                "{}",
                "[[]]",
                "<html><body>502 Bad Gateway</body></html>",
                "upstream connect error",
                "{\"error\":null}",
                "{\"error\":5}",
                "{\"error\":{}}",
                "{\"error\":[]}",
                "{\"error\":{\"message\":5,\"code\":{},\"type\":[]}}",
                "{\"detail\":[1,null,{}]}",
                "{\"error\":{\"message\":\"cut",
                "\uFFFF"
            })
    void whatCannotBeReadGivesTheStatusAlone(String body) {
        VendorErrorException error = Trees.CLIENT.readError(502, Map.of(), Trees.bytes(body));

        assertThat(error.status()).isEqualTo(502);
        assertThat(error.code()).isEmpty();
        assertThat(error.text()).isEmpty();
        assertThat(error.param()).isNull();
    }

    @Test
    void howLongToWaitIsTakenFromHeadersAndBody() {
        byte[] gemini = Trees.bytes("{\"error\":{\"details\":[{\"retryDelay\":\"46s\"}]}}");

        assertThat(Trees.CLIENT
                        .readError(429, Map.of("retry-after", "20"), new byte[0])
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(Trees.CLIENT.readError(429, Map.of(), gemini).retryAfter()).isEqualTo(Duration.ofSeconds(46));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "400,invalid_request,temperature,invalid_request_error",
                "401,invalid_api_key,-,authentication_error",
                "403,forbidden,-,permission_error",
                "404,model_not_found,model,invalid_request_error",
                "413,request_too_large,-,invalid_request_error",
                "429,rate_limit_exceeded,-,rate_limit_error",
                "500,internal_error,-,server_error",
                "503,no_target_available,-,server_error"
            })
    void whatAClientIsTold(int status, String code, @Nullable String param, String type) {
        ChatException error = new RejectedException(status, code, "Say \"why\" — 为什么", param);
        String expected =
                "{\"error\":{\"message\":\"Say \\\"why\\\" — 为什么\",\"type\":\"%s\",\"param\":%s,\"code\":\"%s\"}}"
                        .formatted(type, param == null ? "null" : "\"" + param + "\"", code);

        assertThat(Trees.text(Trees.SERVER.writeError(error))).isEqualTo(expected);
    }

    @Test
    void aStreamThatBrokeEndsWithTheError() {
        String event = Trees.text(
                Trees.SERVER.events(Trees.ASKED).error(new BrokenStreamException("stream_interrupted", "Cut.")));

        assertThat(event)
                .isEqualTo("data: {\"error\":{\"message\":\"Cut.\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"stream_interrupted\"}}\n\n");
    }
}
